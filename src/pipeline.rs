//! walk → read → clean → segment → extract → merge → commit, with progress by callback.
