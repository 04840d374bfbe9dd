//! What a project goes by: no two projects bear one code, and nobody enters again what was declared
//! state-secret (涉密).

use serde_json::Value as Json;
use shuniu_connectors::contract::HeaderFact;
use uuid::Uuid;

use crate::desk::{self, File};
use crate::fault::Fault;
use crate::sync;
use crate::transact::Tx;

/// The name of a project, and its unit by name and credit code.
const CALLED: [&str; 3] = [
    HeaderFact::NAME,
    HeaderFact::UNIT_NAME,
    HeaderFact::UNIT_CREDIT_CODE,
];

/// What a project went by before a command.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    code: Option<String>,
    called: [Option<String>; 3],
}

impl Header {
    pub(super) fn of(file: &File) -> Self {
        let text = |name| file.fact(name)?.value.as_str().map(ToOwned::to_owned);
        Self {
            code: file.project.get().project_code.clone(),
            called: CALLED.map(text),
        }
    }

    /// Refuses what the project may not be said to go by, whether or not it will count.
    ///
    /// # Errors
    ///
    /// [`Fault::Taken`] for the code of another project, and for what was declared state-secret.
    pub(super) async fn takes<'v>(
        &self,
        tx: &Tx,
        given: impl IntoIterator<Item = (&'v str, &'v Json)>,
    ) -> Result<(), Fault> {
        let (mut called, mut renamed, mut code) = (self.called.clone(), false, None);
        for (name, value) in given {
            let text = value.as_str();
            if let Some(at) = CALLED.iter().position(|one| *one == name) {
                called[at] = text.map(ToOwned::to_owned);
                renamed = true;
            }
            if name == HeaderFact::PROJECT_CODE {
                code = text;
            }
        }
        if renamed {
            must_be_open(tx, &called).await?;
        }
        match code.filter(|code| self.code.as_deref() != Some(code)) {
            Some(code) => must_be_free(tx, code).await,
            None => Ok(()),
        }
    }

    /// Keeps the register of codes in step with what the project goes by now.
    ///
    /// # Errors
    ///
    /// As [`Self::takes`].
    pub(super) async fn follow(self, tx: &mut Tx, project: Uuid) -> Result<(), Fault> {
        let now = Self::of(tx.file(project).await?);
        if now.called != self.called {
            must_be_open(tx, &now.called).await?;
        }
        if now.code == self.code {
            return Ok(());
        }
        if let Some(code) = self.code {
            desk::unregister(tx, &code, project).await?;
        }
        if let Some(code) = now.code {
            must_be_free(tx, &code).await?;
            desk::register(tx, &code, project);
        }
        Ok(())
    }
}

/// Refuses a code that another project bears, or one that was declared state-secret here: which of
/// the two is not told.
async fn must_be_free(tx: &Tx, code: &str) -> Result<(), Fault> {
    let taken = !desk::bearers(tx, &[code.to_owned()]).await?.is_empty();
    if taken || sync::is_shut_code(tx, code).await? {
        return Err(Fault::Taken {
            what: "projectCode".to_owned(),
            value: code.to_owned(),
        });
    }
    Ok(())
}

/// Refuses the names of a project that was declared state-secret here.
async fn must_be_open(tx: &Tx, called: &[Option<String>; 3]) -> Result<(), Fault> {
    let [Some(name), Some(unit), code] = called else {
        return Ok(());
    };
    if sync::is_shut_name(tx, name, unit, code.as_deref()).await? {
        return Err(Fault::Taken {
            what: "name".to_owned(),
            value: name.clone(),
        });
    }
    Ok(())
}
