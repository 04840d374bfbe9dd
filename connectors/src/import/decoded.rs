use std::fmt;
use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding};

/// Stands behind the last line: where it is read as part of a text, a quote before it was never
/// closed.
pub(super) const END: &str = "\u{1}";

/// How many bytes of the source are decoded at once.
const CHUNK: usize = 16 << 10;

/// A source of text as UTF-8 without mark, whatever it is written in; each of its lines ends with a
/// line feed, and [`END`] is a line behind them. A source that is not written in the encoding gives
/// an error of the kind [`io::ErrorKind::InvalidData`].
pub(super) struct Decoded<R> {
    source: R,
    decoder: Decoder,
    raw: Vec<u8>,
    text: String,
    ready: Vec<u8>,
    /// How much of what is ready was taken.
    taken: usize,
    /// Whether a carriage return came last, of which a line feed would be part.
    returned: bool,
    ended: bool,
}

impl<R> fmt::Debug for Decoded<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let encoding = self.decoder.encoding().name();
        f.debug_struct("Decoded")
            .field("encoding", &encoding)
            .finish_non_exhaustive()
    }
}

impl<R: Read> Decoded<R> {
    /// Of a source that stands at its beginning.
    pub(super) fn new(source: R, encoding: &'static Encoding) -> Self {
        Self {
            source,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; CHUNK],
            text: String::new(),
            ready: Vec::new(),
            taken: 0,
            returned: false,
            ended: false,
        }
    }

    fn decode_on(&mut self) -> io::Result<()> {
        let count = self.source.read(&mut self.raw)?;
        self.ended = count == 0;
        self.text.clear();
        let most = self
            .decoder
            .max_utf8_buffer_length_without_replacement(count);
        self.text.reserve(most.unwrap_or(4 * count));
        let (result, _) = self.decoder.decode_to_string_without_replacement(
            &self.raw[..count],
            &mut self.text,
            self.ended,
        );
        if result != DecoderResult::InputEmpty {
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.ready.clear();
        self.taken = 0;
        for byte in self.text.bytes() {
            match byte {
                b'\n' if self.returned => {}
                b'\r' => self.ready.push(b'\n'),
                byte => self.ready.push(byte),
            }
            self.returned = byte == b'\r';
        }
        if self.ended {
            self.ready.push(b'\n');
            self.ready.extend_from_slice(END.as_bytes());
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.ready.len() {
            if self.ended {
                return Ok(0);
            }
            self.decode_on()?;
        }
        let left = &self.ready[self.taken..];
        let count = left.len().min(to.len());
        to[..count].copy_from_slice(&left[..count]);
        self.taken += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};

    use super::*;

    /// A source that gives so many bytes at once.
    struct Slowly<'a>(&'a [u8], usize);

    impl Read for Slowly<'_> {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            let most = self.1.min(to.len());
            self.0.read(&mut to[..most])
        }
    }

    fn decoded(bytes: &[u8], encoding: &'static Encoding, at_once: usize) -> io::Result<String> {
        let mut text = String::new();
        let mut decoded = Decoded::new(Slowly(bytes, at_once), encoding);
        decoded.read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn a_text_is_the_same_whatever_it_is_written_in_and_however_it_comes() {
        let text = "项目名称\t建设单位\r\n智慧城管\t城管局\r二大队\n";
        let expected = "项目名称\t建设单位\n智慧城管\t城管局\n二大队\n\n\u{1}";
        let marked = |bytes: &mut dyn Iterator<Item = [u8; 2]>, mark: [u8; 2]| -> Vec<u8> {
            mark.into_iter().chain(bytes.flatten()).collect()
        };
        let mut little = text.encode_utf16().map(u16::to_le_bytes);
        let mut big = text.encode_utf16().map(u16::to_be_bytes);
        let (gb, _, _) = GB18030.encode(text);
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), UTF_8),
            ([b"\xef\xbb\xbf", text.as_bytes()].concat(), UTF_8),
            (gb.into_owned(), GB18030),
            (marked(&mut little, [0xff, 0xfe]), UTF_16LE),
            (marked(&mut big, [0xfe, 0xff]), UTF_16BE),
        ] {
            for at_once in [1, 2, 3, CHUNK] {
                let text = decoded(&bytes, encoding, at_once).unwrap();
                assert_eq!(text, expected, "{} by {at_once}", encoding.name());
            }
        }
    }

    #[test]
    fn a_text_in_another_encoding_is_refused_whole() {
        for (bytes, encoding) in [
            (&b"\xff\xff\x00\x81"[..], GB18030),
            (b"\xff\xfe\x00\xd8\x00", UTF_16LE),
            (b"\xef\xbb\xbf\xff", UTF_8),
            (b"\xe9\xa1", UTF_8),
        ] {
            let error = decoded(bytes, encoding, CHUNK).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{bytes:?}");
        }
    }
}
