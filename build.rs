//! Packs the rules of `src/data` into one compressed file, embedded by `src/lexicon/load.rs`; beside it the tagger's
//! weights and word classes.
//!
//! The packed stream is, for each file in order of its path: `\u{1}path\n` and the file's text. Rules are text and
//! never contain that control character (checked here).

use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let data = Path::new("src/data");
    let mut files = Vec::new();
    for (folder, extension) in [("gazetteer", "tsv"), ("pattern", "toml"), ("pattern/mention", "tsv")] {
        let folder = data.join(folder);
        println!("cargo::rerun-if-changed={}", folder.display());
        collect(&folder, extension, &mut files);
    }
    files.sort();
    let mut packed = String::new();
    for path in &files {
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(!text.contains('\u{1}'), "{}: control character", path.display());
        let name = path.strip_prefix(data).expect("below the data folder").to_string_lossy().replace('\\', "/");
        packed.push('\u{1}');
        packed.push_str(&name);
        packed.push('\n');
        packed.push_str(&text.replace("\r\n", "\n"));
    }
    deflate("lexicon.deflate", packed.as_bytes());
    // A fresh clone has both; without weights the rules find mentions alone.
    for (name, packed_name) in [("weights.bin", "tagger.deflate"), ("word_class.tsv", "word_class.deflate")] {
        let path = data.join("tagger").join(name);
        println!("cargo::rerun-if-changed={}", path.display());
        deflate(packed_name, &fs::read(&path).unwrap_or_default());
    }
}

/// Writes `bytes`, compressed, into the build folder.
fn deflate(name: &str, bytes: &[u8]) {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("set by cargo")).join(name);
    let file = fs::File::create(&out).expect("build folder is writable");
    let mut encoder = flate2::write::DeflateEncoder::new(file, flate2::Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish().map(|_| ())).expect("build folder is writable");
}

/// Adds the files of `folder` that end in `extension`.
fn collect(folder: &Path, extension: &str, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
}
