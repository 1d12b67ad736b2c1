//! Each stage of the way from bytes to the index, over the reports of `corpus/`, in bytes a second.
//!
//! `cargo bench --bench stages`

use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use tupu::clean;
use tupu::extract::Extractor;
use tupu::lexicon::Lexicon;
use tupu::model::{Document, Token};
use tupu::pipeline::Indexer;
use tupu::query::Index;
use tupu::read;
use tupu::search::SearchOptions;
use tupu::segment::{JiebaSegmenter, Segmenter};

type File = (Vec<u8>, read::Format);

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// The files of the corpus that are read, with their formats.
fn files() -> Vec<File> {
    let mut files = Vec::new();
    for file in read::walk(&corpus(), read::DEFAULT_MAX_BYTES).expect("the corpus is there").files {
        let bytes = std::fs::read(&file.path).expect("a file of the corpus can be read");
        if let Ok(format) = read::detect(&file.relative, &bytes) {
            files.push((bytes, format));
        }
    }
    files
}

fn documents(files: &[File]) -> Vec<Document> {
    let parsed = files.iter().map(|(bytes, format)| read::parse(bytes, *format, "bench"));
    parsed.flat_map(|parsed| parsed.texts).flat_map(|raw| clean::clean(&raw)).collect()
}

fn stages(criterion: &mut Criterion) {
    let files = files();
    let documents = documents(&files);
    let segmenter = JiebaSegmenter::new();
    let extractor = Extractor::new(Lexicon::embedded().expect("the rules are sound"));
    let tokens: Vec<Vec<Token>> = documents.iter().map(|document| segmenter.segment(&document.text)).collect();
    let file_bytes: usize = files.iter().map(|(bytes, _)| bytes.len()).sum();
    let text_bytes: usize = documents.iter().map(|document| document.text.len()).sum();

    let mut group = criterion.benchmark_group("stages");
    group.throughput(Throughput::Bytes(file_bytes as u64));
    group.bench_function("read_and_clean", |bencher| bencher.iter(|| black_box(self::documents(&files))));
    group.throughput(Throughput::Bytes(text_bytes as u64));
    group.bench_function("segment", |bencher| {
        bencher.iter(|| documents.iter().map(|document| segmenter.segment(&document.text).len()).sum::<usize>());
    });
    group.bench_function("extract", |bencher| {
        bencher.iter(|| {
            let pairs = documents.iter().zip(&tokens);
            pairs.map(|(document, tokens)| extractor.extract(document, tokens).relations.len()).sum::<usize>()
        });
    });
    group.sample_size(10);
    group.throughput(Throughput::Bytes(file_bytes as u64));
    group.bench_function("index", |bencher| {
        bencher.iter_batched(
            || tempfile::TempDir::new().expect("a temporary folder"),
            |folder| {
                Indexer::new(folder.path()).path(corpus()).run().expect("the corpus can be indexed");
                folder
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

fn questions(criterion: &mut Criterion) {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    Indexer::new(folder.path()).path(corpus()).run().expect("the corpus can be indexed");
    let index = Index::open(folder.path()).expect("the index can be opened");
    let mut group = criterion.benchmark_group("questions");
    group.bench_function("open", |bencher| bencher.iter(|| Index::open(folder.path()).expect("it opens")));
    let queries = [
        ("term", "高铁"),
        ("phrase", "\"万州区、开州区和云阳县\""),
        ("character", "万"),
        ("relaxed", "同城公交医院投资"),
    ];
    for (name, query) in queries {
        let options = SearchOptions::default();
        group.bench_function(name, |bencher| bencher.iter(|| index.search(query, &options).expect("it answers").total));
    }
    group.finish();
}

criterion_group!(benches, stages, questions);
criterion_main!(benches);
