use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use shuniu_hub::command::{
    ContactRole as HubRole, ContactTerms, CorrectContact, EraseContact, ErasureGround as HubGround,
    RecordContact,
};
use shuniu_hub::personal::Personal;

use super::Contact;
use crate::graphql::id::{Kind, key_of};
use crate::graphql::mutation::{change, submit, wrong};
use crate::graphql::node::existing;
use crate::graphql::project::Project;
use crate::graphql::refusal::Answer;
use crate::graphql::schema::view;

/// 联系人角色 contact role: what a person is on a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "HubRole")]
pub(crate) enum ContactRole {
    /// 项目负责人 who answers for the project.
    Leader,
    /// 联系人 who is to be called first.
    Liaison,
    /// 技术负责人 who answers for the technical side.
    Technical,
    /// 承建方 of the contractor.
    Contractor,
    /// 监理方 of the supervisor.
    Supervisor,
    /// 其他 any other.
    Other,
}

impl ContactRole {
    /// The role of a row.
    pub(super) fn named(name: &str) -> Self {
        let mut known = HubRole::ALL.into_iter();
        let found = known.find(|role| role.as_str() == name);
        found.unwrap_or(HubRole::Other).into()
    }
}

/// 删除理由 erasure ground: why a contact is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "HubGround")]
pub(crate) enum ErasureGround {
    /// 本人要求或撤回同意 the person asked for it or withdrew consent.
    Asked,
    /// 目的已实现或期限届满 what it was kept for is done, or it was kept long enough.
    NoLongerNeeded,
    /// 录入有误 it was recorded by mistake.
    Mistake,
}

/// 联系人内容输入 contact terms input. A telephone number or a mail address at least.
#[derive(InputObject)]
pub(crate) struct ContactTermsInput {
    /// 角色 role on the project.
    role: ContactRole,
    /// 姓名 full name.
    name: String,
    /// 电话 telephone number.
    phone: Option<String>,
    /// 电子邮箱 mail address.
    email: Option<String>,
    /// 所在单位 organization that the person works for.
    organization: Option<String>,
}

impl ContactTermsInput {
    fn read(self) -> ContactTerms {
        ContactTerms {
            role: self.role.into(),
            name: Personal::new(self.name),
            phone: self.phone.map(Personal::new),
            email: self.email.map(Personal::new),
            organization: self.organization.map(Personal::new),
        }
    }
}

/// 登记联系人输入 record contact input.
#[derive(InputObject)]
pub(crate) struct RecordContactInput {
    /// 项目 project, by global id.
    project: ID,
    /// 内容 terms: how the person is reached.
    terms: ContactTermsInput,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 更正联系人输入 correct contact input. Nothing is kept of what was wrong.
#[derive(InputObject)]
pub(crate) struct CorrectContactInput {
    /// 联系人 contact that was wrong, by global id.
    contact: ID,
    /// 正确内容 terms: what is right, as a whole.
    terms: ContactTermsInput,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 删除联系人输入 erase contact input. Nothing is kept of it.
#[derive(Debug, InputObject)]
pub(crate) struct EraseContactInput {
    /// 联系人 contact, by global id.
    contact: ID,
    /// 理由 ground: why.
    ground: ErasureGround,
    /// 预期版本 version of the project that the caller saw; others' changes are noticed by it.
    expected_version: Option<i64>,
    /// 幂等键 idempotency key: the same key again gives the same answer.
    idempotency_key: Option<String>,
}

/// 联系人变更结果 contact payload.
#[derive(SimpleObject)]
pub(crate) struct ContactPayload {
    /// 项目 project as it is now.
    project: Project,
    /// 联系人 contact as it is now.
    contact: Option<Contact>,
}

/// 删除联系人结果 erase contact payload.
#[derive(SimpleObject)]
pub(crate) struct EraseContactPayload {
    /// 项目 project as it is now.
    project: Project,
}

/// Changes of contacts.
#[derive(Debug, Default)]
pub(crate) struct ContactMutation;

/// 联系人 contacts.
#[Object]
impl ContactMutation {
    /// 登记联系人 record contact: whom to turn to about a project. The ledger says that there is one, and nothing of it.
    async fn record_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: RecordContactInput,
    ) -> Answer<ContactPayload> {
        let at = key_of(Kind::Project, "input.project", &input.project)?;
        let command = RecordContact {
            project: at.id,
            expected_version: input.expected_version,
            terms: input.terms.read(),
        };
        let key = input.idempotency_key.as_deref();
        let (project, contact) = change(view(ctx)?, at, key, &command).await?;
        Ok(ContactPayload { project, contact })
    }

    /// 更正联系人 correct contact: what is right takes the place of what was wrong, of which nothing is kept.
    async fn correct_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: CorrectContactInput,
    ) -> Answer<ContactPayload> {
        let view = view(ctx)?;
        let (own, at) = wrong::<Contact>(view, "input.contact", &input.contact).await?;
        let command = CorrectContact {
            project: at.id,
            expected_version: input.expected_version,
            contact: own.id,
            right: input.terms.read(),
        };
        let key = input.idempotency_key.as_deref();
        let (project, contact) = change(view, at, key, &command).await?;
        Ok(ContactPayload { project, contact })
    }

    /// 删除联系人 erase contact: nothing of it is kept but that there was one. It cannot be undone.
    async fn erase_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "输入 input.")] input: EraseContactInput,
    ) -> Answer<EraseContactPayload> {
        let view = view(ctx)?;
        let (own, at) = wrong::<Contact>(view, "input.contact", &input.contact).await?;
        let command = EraseContact {
            project: at.id,
            expected_version: input.expected_version,
            contact: own.id,
            ground: input.ground.into(),
        };
        let key = input.idempotency_key.as_deref();
        submit(view, at.jurisdiction, key, &command).await?;
        let project = existing(view, at).await?;
        Ok(EraseContactPayload { project })
    }
}
