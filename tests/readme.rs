//! The tour of the README is true: every command in it is run, and prints what stands there.

#![cfg(feature = "cli")]

#[test]
fn the_tour_prints_what_the_readme_shows() {
    let index = tempfile::TempDir::new().unwrap();
    trycmd::TestCases::new().env("TUPU_INDEX", index.path().to_str().unwrap()).case("README.md").run();
}
