use sea_orm::EntityTrait;
use sea_orm::IntoActiveModel as _;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_entities::{Keyed, document, document_content};
use uuid::Uuid;

use crate::access::Permission;
use crate::command::{Command, Recorded, done};
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::transact::Tx;

/// Has a document hold a content that is in the store.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AttachContent {
    /// The project.
    pub project: Uuid,
    /// The document, which holds nothing yet.
    pub document: Uuid,
    /// SM3 of the bytes, 64 hex digits.
    pub hash: String,
    /// Number of bytes.
    pub size_bytes: i64,
    /// As the bytes show it.
    pub media_type: String,
    /// Name to offer when it is fetched.
    pub file_name: String,
}

#[async_trait::async_trait]
impl Command for AttachContent {
    const NAME: &'static str = "attach_content";
    const PERMISSION: Permission = Permission::RecordProject;
    type Outcome = Recorded;

    async fn run(&self, tx: &mut Tx) -> Result<Recorded, Fault> {
        let (key, scope) = (tx.key(self.document), tx.scope().clone());
        let (subject, now) = (tx.actor().subject.clone(), tx.now());
        let file = tx.file(self.project).await?;
        let stands = |row: &document::Model| row.id == self.document && row.standing == "current";
        if !file.documents.iter().any(stands) {
            return Err(Fault::not_found("document", self.document));
        }
        let held = document_content::Entity::find_key(&scope, key);
        if let Some(held) = held.one(tx.db()).await? {
            if held.hash == self.hash {
                let (project, record) = (self.project, None);
                return Ok(Recorded { project, record });
            }
            let problem = "it holds another content; correct the document to replace it";
            return Err(Fault::invalid("document", problem));
        }
        let row = document_content::Model {
            jurisdiction_id: key.jurisdiction,
            id: self.document,
            project_id: self.project,
            hash: self.hash.clone(),
            size_bytes: self.size_bytes,
            media_type: self.media_type.clone(),
            file_name: self.file_name.clone(),
            uploaded_by: subject,
            uploaded_at: now,
        };
        document_content::Entity::insert(row.into_active_model())
            .exec_without_returning(tx.db())
            .await?;
        // The name may tell of people; it stays out of the ledger.
        let body = json!({
            "hash": self.hash, "size_bytes": self.size_bytes, "media_type": self.media_type,
        });
        let draft = Draft::of_project("document_content", self.document, self.project, body);
        Ok(done(tx, self.project, self.document, draft))
    }
}
