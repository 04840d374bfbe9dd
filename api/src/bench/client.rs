use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// One connection that asks one question after the other, and looks at no more of an answer than
/// where it ends: what is measured is the server.
pub(super) struct Client {
    stream: TcpStream,
    address: SocketAddr,
    token: String,
    read: Vec<u8>,
}

const END_OF_HEAD: &[u8] = b"\r\n\r\n";

impl Client {
    pub(super) async fn connect(address: SocketAddr, token: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            address,
            token: token.to_owned(),
            read: Vec::with_capacity(1 << 20),
        })
    }

    /// Sends a GraphQL request; gives the body of its answer.
    pub(super) async fn ask(&mut self, body: &str) -> Result<&[u8]> {
        let request = format!(
            "POST /graphql HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            self.token,
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await?;
        self.read.clear();
        let head = loop {
            self.more().await?;
            if let Some(end) = find(&self.read, END_OF_HEAD) {
                break end + END_OF_HEAD.len();
            }
        };
        let text = std::str::from_utf8(&self.read[..head])?;
        let status = text.split(' ').nth(1).unwrap_or_default();
        let length = text.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse::<usize>())
        });
        let length = length.context("the answer does not say how long it is")??;
        let refused = (status != "200").then(|| status.to_owned());
        while self.read.len() < head + length {
            self.more().await?;
        }
        let body = &self.read[head..head + length];
        match refused {
            Some(status) => bail!("{status}: {}", String::from_utf8_lossy(body)),
            None => Ok(body),
        }
    }

    async fn more(&mut self) -> Result<()> {
        if self.stream.read_buf(&mut self.read).await? == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|part| part == wanted)
}
