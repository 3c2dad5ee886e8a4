//! Folders of people and groups below the data folder: homes, group volumes and shared files.
