use async_graphql::{Context, Object};
use shuniu_hub::Fault;
use shuniu_hub::query::{ContentRow, DocumentRow, Key, View};

use super::Document;
use crate::graphql::refusal::Answer;
use crate::graphql::scalar::Instant;
use crate::graphql::schema::view;
use crate::graphql::set::{Link, Member};

/// What a document holds.
struct Contents;

impl Link<DocumentRow> for Contents {
    type Row = ContentRow;

    fn from(row: &DocumentRow) -> Option<Key> {
        Some(row.key())
    }

    fn to(row: &ContentRow) -> Key {
        row.key()
    }

    async fn fetch(view: &View, keys: &[Key]) -> Result<Vec<ContentRow>, Fault> {
        view.contents(keys).await
    }
}

impl Document {
    /// What it holds; nothing for those who may not fetch it.
    pub(super) async fn held(&self, ctx: &Context<'_>) -> Answer<Option<DocumentContent>> {
        match self.0.one::<Contents>(view(ctx)?).await {
            Ok(row) => Ok(row.map(DocumentContent)),
            Err(refusal) if refusal.is_forbidden() => Ok(None),
            Err(refusal) => Err(refusal),
        }
    }
}

/// Content with those that came into the answer with it.
pub(crate) struct DocumentContent(Member<ContentRow>);

/// 文件内容 document content. The bytes that a document holds; they never change.
#[Object]
impl DocumentContent {
    /// 摘要 hash: SM3 of the bytes, 64 hex digits.
    async fn hash(&self) -> &str {
        &self.0.hash
    }

    /// 大小 size in bytes.
    async fn size(&self) -> i64 {
        self.0.size_bytes
    }

    /// 媒体类型 media type, as the bytes show it.
    async fn media_type(&self) -> &str {
        &self.0.media_type
    }

    /// 文件名 file name to offer when it is fetched.
    async fn file_name(&self) -> &str {
        &self.0.file_name
    }

    /// 上传时间 uploaded at.
    async fn uploaded_at(&self) -> Instant {
        Instant(self.0.uploaded_at)
    }

    /// 上传者 uploaded by: subject of the token.
    async fn uploaded_by(&self) -> &str {
        &self.0.uploaded_by
    }
}
