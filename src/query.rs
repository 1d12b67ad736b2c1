//! The read façade that the command line and embedders use.
