//! A progress bar on standard error while long work goes on; nothing where standard error is no terminal.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressStyle};

/// A bar counted in bytes of input.
pub struct Bar {
    bar: ProgressBar,
}

impl Bar {
    /// A bar, or a silent stand-in where it is not wanted or standard error is no terminal.
    #[must_use]
    pub fn new(wanted: bool) -> Self {
        if !wanted || !io::stderr().is_terminal() {
            return Self { bar: ProgressBar::hidden() };
        }
        let bar = ProgressBar::new(0);
        let template = "{msg} {bar:32.cyan/blue} {bytes}/{total_bytes} {bytes_per_sec} 剩余 {eta}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar }
    }

    /// Shows how far the work is.
    pub fn show(&self, stage: &'static str, done: u64, total: u64) {
        if total == 0 {
            return;
        }
        self.bar.set_length(total);
        self.bar.set_position(done);
        self.bar.set_message(stage);
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
