//! The `tupu` program: one caller of the library.

fn main() {}
