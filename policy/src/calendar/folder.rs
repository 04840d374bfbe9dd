use std::{fs, path::Path};

use super::{Calendar, CalendarError, Calendars};

impl Calendars {
    /// Reads every `ID.csv` of a folder into the calendars at hand: a year that a file covers takes
    /// the place of the same year of that calendar, other years stay. So a year is added when the
    /// state announces it, without another release.
    ///
    /// # Errors
    ///
    /// [`CalendarError`] of the first file that cannot be read, with its line; nothing of the
    /// folder is taken in then.
    pub fn with_folder(&self, folder: &Path) -> Result<Self, CalendarError> {
        let io = |path: &Path, error: std::io::Error| CalendarError::Io {
            path: path.display().to_string(),
            problem: error.to_string(),
        };
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).map_err(|error| io(folder, error))? {
            let file = entry.map_err(|error| io(folder, error))?.path();
            if file.extension().is_some_and(|ending| ending == "csv") {
                files.push(file);
            }
        }
        files.sort();
        let mut calendars = self.clone();
        for file in files {
            let id = file.file_stem().unwrap_or_default().to_string_lossy();
            let text = fs::read_to_string(&file).map_err(|error| io(&file, error))?;
            // Spreadsheets write a mark before the header.
            let read = Calendar::from_csv(&id, text.trim_start_matches('\u{feff}'))?;
            let whole = match calendars.get(&id) {
                Some(known) => read.over(known),
                None => read,
            };
            calendars.add(whole);
        }
        Ok(calendars)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    fn day(text: &str) -> chrono::NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_year_is_added_and_the_others_stay() {
        let shipped = Calendars::shipped();
        let national = |of: &Calendars| of.working_days(&["cn"]).unwrap();
        assert_eq!(national(&shipped).is_working(day("2027-01-04")), None);
        let folder = written(&[(
            "cn.csv",
            "\u{feff}date,kind,name\n2027-01-01,holiday,元旦\n2027-01-02,workday,元旦\n",
        )]);
        let calendars = shipped.with_folder(folder.path()).unwrap();
        let with = national(&calendars);
        for (of, works) in [
            ("2027-01-01", false),
            ("2027-01-02", true),
            ("2027-01-03", false),
            ("2027-01-04", true),
        ] {
            assert_eq!(with.is_working(day(of)), Some(works), "{of}");
        }
        for of in ["2026-02-14", "2026-02-17", "2026-03-02"] {
            let of = day(of);
            assert_eq!(with.is_working(of), national(&shipped).is_working(of));
        }
    }

    #[test]
    fn a_year_that_is_there_is_replaced_as_a_whole() {
        let folder = written(&[("cn.csv", "date,kind,name\n2026-01-01,holiday,元旦\n")]);
        let calendars = Calendars::shipped().with_folder(folder.path()).unwrap();
        let with = calendars.working_days(&["cn"]).unwrap();
        assert_eq!(with.is_working(day("2026-02-17")), Some(true));
        assert_eq!(with.is_working(day("2025-10-01")), Some(false));
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named_with_its_line() {
        let folder = written(&[("cn.csv", "date,kind,name\n2027-01-01,feast,元旦\n")]);
        let error = Calendars::shipped().with_folder(folder.path()).unwrap_err();
        assert!(error.to_string().contains("cn line 2"), "{error}");
        let error = Calendars::shipped().with_folder(&folder.path().join("none"));
        assert!(error.unwrap_err().to_string().contains("none"));
    }
}
