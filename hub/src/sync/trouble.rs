use super::report::{Stop, SyncError};

/// What the streams of one system failed of so far: whether the others are worth trying.
///
/// One stream may fail by itself: a path that is wrong, a file that is refused, records that
/// changed their form. Whatever two fail of alike is the system's.
#[derive(Clone, Debug, Default)]
pub struct Trouble {
    /// What the last one failed of, without its own name.
    last: Option<String>,
}

impl Trouble {
    /// Notes that a stream failed. Gives whether the other streams are worth trying.
    pub fn leaves_others(&mut self, error: &SyncError) -> bool {
        match error {
            SyncError::Busy { .. }
            | SyncError::Flooded { .. }
            | SyncError::Interrupted {
                stop: Stop::GivesWay | Stop::Flooded,
                ..
            } => true,
            SyncError::Outside {
                stream, failure, ..
            } => {
                let told = failure.to_string().replace(stream.as_str(), "");
                self.last.replace(told.clone()) != Some(told)
            }
            SyncError::Interrupted { .. } | SyncError::NotNow { .. } | SyncError::Inside(_) => {
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use shuniu_connectors::Failure;

    use super::*;

    fn failed(stream: &str, message: &str) -> SyncError {
        SyncError::Outside {
            system: "trading_centre".to_owned(),
            stream: stream.to_owned(),
            failure: Failure::config(message),
        }
    }

    #[test]
    fn one_stream_fails_by_itself_and_two_alike_are_the_system() {
        let mut trouble = Trouble::default();
        assert!(trouble.leaves_others(&failed("tenders", "tenders: status 404")));
        assert!(trouble.leaves_others(&failed("awards", "awards: status 401")));
        assert!(!trouble.leaves_others(&failed("contracts", "contracts: status 401")));
    }

    #[test]
    fn a_system_that_is_not_to_be_called_is_left_alone() {
        let not_now = SyncError::NotNow {
            system: "trading_centre".to_owned(),
            stop: Stop::Asked,
        };
        assert!(!Trouble::default().leaves_others(&not_now));
        let busy = SyncError::Busy {
            system: "trading_centre".to_owned(),
            stream: "tenders".to_owned(),
        };
        assert!(Trouble::default().leaves_others(&busy));
    }
}
