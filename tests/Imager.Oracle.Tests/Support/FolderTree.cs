using System.Globalization;
using Imager.Formats.Tree;

namespace Imager.Oracle.Tests.Support;

/// <summary>A folder of this machine as the tree that our writers take, hard links included.</summary>
public static class FolderTree
{
    /// <summary>Everything below <paramref name="folder"/>.</summary>
    public static TreeDirectory Read(string folder)
    {
        var builder = new FileTreeBuilder();
        var firstNames = new Dictionary<string, string>();
        var listing = Tool.RunChecked("find", folder, "-mindepth", "1", "-printf", "%y\\t%m\\t%i\\t%n\\t%l\\t%P\\n");
        foreach (var line in listing.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal))
        {
            var fields = line.Split('\t');
            var (mode, path) = (Convert.ToInt32(fields[1], 8), fields[5]);
            if (fields[0] == "d")
            {
                builder.AddDirectory(path, mode);
            }
            else if (fields[0] == "l")
            {
                builder.AddSymlink(path, fields[4]);
            }
            else if (int.Parse(fields[3], CultureInfo.InvariantCulture) > 1 && !firstNames.TryAdd(fields[2], path))
            {
                builder.AddHardLink(path, firstNames[fields[2]]);
            }
            else
            {
                builder.AddFile(path, new FileBytes(Path.Combine(folder, path)), mode);
            }
        }

        return builder.Build();
    }

    /// <summary>Makes a folder with what file systems trip over: links, empty and sparse files, odd modes and names.</summary>
    public static string CreateSample(TempArtifact folder)
    {
        var path = folder.PathOf("sample");
        Tool.RunChecked(
            "sh",
            "-ec",
            """
            umask 022; mkdir -p "$1/a/b" "$1/a.x" "$1/many" "$1/empty"; cd "$1"
            echo hello > a/file; ln a/file a/b/again; ln a/file a.x/third; ln -s ../a/file a/b/link; ln -s /nowhere "a link"
            : > none; head -c 1000000 /dev/zero > zeros; seq 1 200000 > text; cat text text zeros text > mixed; cp mixed "mixed copy"
            head -c 300001 /dev/urandom > noise; head -c 131072 /dev/urandom > block; cp block tail; echo end >> tail
            truncate -s 3000000 sparse; echo x >> sparse
            i=0; while [ $i -lt 1200 ]; do echo "content of $i" > "many/a-file-with-a-rather-long-name-$i"; i=$((i+1)); done
            echo run > tool; chmod 4755 tool; chmod 700 empty; chmod 1777 a.x; echo ü > ünïcode
            find . -exec touch -h -d @1760000000 {} +
            """,
            "sh",
            path);
        return path;
    }
}
