//! One format a file, into a sink of one or several named files.
