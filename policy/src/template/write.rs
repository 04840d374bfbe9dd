use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{PackTemplate, TemplateError};

impl PackTemplate {
    /// Writes the pack as a folder inside another, all of it or nothing, and tells where.
    ///
    /// # Errors
    ///
    /// [`TemplateError::Exists`] when there is something of that name, else as
    /// [`PackTemplate::files`], or [`TemplateError::Io`].
    pub fn write_in(&self, folder: &Path) -> Result<PathBuf, TemplateError> {
        let files = self.files()?;
        let target = folder.join(self.id());
        let exists = || TemplateError::Exists(target.display().to_string());
        if target.symlink_metadata().is_ok() {
            return Err(exists());
        }
        let failed = |path: &Path| {
            let path = path.display().to_string();
            move |source| TemplateError::Io { path, source }
        };
        fs::create_dir_all(folder).map_err(failed(folder))?;
        // Beside it and not elsewhere: only within one file system is a folder moved at once.
        let beside = folder.join(format!(".{}.{}.new", self.id(), std::process::id()));
        let written = write_all(&beside, &files).map_err(failed(&target));
        let moved = written.and_then(|()| {
            fs::rename(&beside, &target).map_err(|error| match target.symlink_metadata() {
                Ok(_) => exists(),
                Err(_) => failed(&target)(error),
            })
        });
        if moved.is_err() {
            // What failed is told; that its rest could not be cleared away tells nothing more.
            drop(fs::remove_dir_all(&beside));
        }
        moved.map(|()| target)
    }
}

fn write_all(folder: &Path, files: &[(&str, String)]) -> io::Result<()> {
    fs::create_dir(folder)?;
    for (path, text) in files {
        let file = folder.join(path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(file, text)?;
    }
    Ok(())
}
