//! Embeds the packs: writes a list of their files, each an `include_str!`.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("packs");
    let mut code = String::from(
        "/// Folder name and files of every shipped pack.\nstatic SHIPPED: &[(&str, &[(&str, &str)])] = &[\n",
    );
    for folder in sorted(&root)?
        .iter()
        .filter(|f| f.join("pack.toml").is_file())
    {
        code.push_str(&format!("    ({:?}, &[\n", name(folder)));
        for inner in ["", "provisions", "cases"] {
            let directory = folder.join(inner);
            for file in sorted(&directory)?.iter().filter(|f| f.is_file()) {
                let path = Path::new(inner).join(name(file));
                let path = path.to_string_lossy().replace('\\', "/");
                code.push_str(&format!("        ({path:?}, include_str!({file:?})),\n"));
            }
        }
        code.push_str("    ]),\n");
    }
    code.push_str("];\n");
    println!("cargo::rerun-if-changed=packs");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("shipped.rs"), code)
}

fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn sorted(directory: &Path) -> io::Result<Vec<PathBuf>> {
    if !directory.is_dir() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(directory)?.map(|entry| entry.map(|e| e.path()));
    let mut paths = entries.collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
