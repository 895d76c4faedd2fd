namespace Imager.Formats.Xfs;

/// <summary>Contiguous blocks of one allocation group.</summary>
internal readonly record struct XfsBlockRange(uint Ag, uint StartBlock, uint Blocks);
