//! The `tupu` program: one caller of the library.

fn main() -> std::process::ExitCode {
    tupu::cli::run()
}
