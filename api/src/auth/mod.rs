//! Who is calling: bearer tokens under one strict policy for HTTP, SSE and WebSocket.
//!
//! A token names its key by `kid` and its algorithm from a fixed list; keys come from a
//! [`KeySource`], never from the token. [`Principal`] is what remains of it.

mod authenticator;
mod claims;
mod development;
mod error;
mod keyring;
mod keyset;
mod mint;
mod principal;
mod source;

pub use authenticator::{Authenticator, TokenPolicy};
pub use claims::Claims;
pub use development::{DevelopmentKey, DevelopmentKeyError};
pub use error::AuthError;
pub use keyring::KeyRing;
pub use keyset::{KeySet, KeySetError};
pub use mint::{MintError, TokenRequest, mint};
pub use principal::{Body, Principal, Role, UnknownName};
pub use source::{FileKeys, FixedKeys, KeySource, KeySourceError};
