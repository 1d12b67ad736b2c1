//! The only writer of index files: manifest, commit, lock.
