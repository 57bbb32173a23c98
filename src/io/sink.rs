//! A mail server that keeps what it gets in a folder and delivers nothing: the other end of the demo's conversation.

use crate::io::files::write_atomically;
use std::path::{Path, PathBuf};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Largest message taken.
const SIZE_LIMIT: usize = 10 * 1024 * 1024;

/// Serves until the task is dropped; each message becomes FOLDER/RECIPIENT.eml.
pub async fn serve(listener: TcpListener, folder: PathBuf) {
    while let Ok((stream, _)) = listener.accept().await {
        let folder = folder.clone();
        tokio::spawn(async move {
            // A client that hangs up in the middle is its own business.
            let _ = converse(stream, &folder).await;
        });
    }
}

/// RFC 5321 §4.1.1, as much of it as a client of ours says.
async fn converse(stream: TcpStream, folder: &Path) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read);
    let mut recipient = String::new();
    write.write_all(b"220 sink.invalid friday's sample mail server\r\n").await?;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let reply: &[u8] = match verb.as_str() {
            "EHLO" => b"250-sink.invalid\r\n250 SIZE 10485760\r\n",
            "HELO" | "MAIL" | "RSET" | "NOOP" => b"250 OK\r\n",
            "RCPT" => {
                recipient = file_stem(&line);
                b"250 OK\r\n"
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                let message = read_message(&mut lines).await?;
                match write_atomically(&folder.join(format!("{recipient}.eml")), &message) {
                    Ok(()) => b"250 2.0.0 kept\r\n",
                    Err(_) => b"452 4.3.1 no room\r\n",
                }
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => b"502 not known here\r\n",
        };
        write.write_all(reply).await?;
    }
}

/// Up to the line with a single dot; doubled dots are single again (RFC 5321 §4.5.2).
async fn read_message(lines: &mut BufReader<impl AsyncRead + Unpin>) -> std::io::Result<Vec<u8>> {
    let mut message = Vec::new();
    loop {
        let mut line = Vec::new();
        let too_long = message.len() > SIZE_LIMIT;
        if lines.read_until(b'\n', &mut line).await? == 0 || too_long {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" {
            return Ok(message);
        }
        message.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}

fn file_stem(line: &str) -> String {
    let address = line.split('<').nth(1).and_then(|rest| rest.split('>').next()).unwrap_or("unknown");
    address.chars().map(|c| if c.is_ascii_alphanumeric() || "@.-_+".contains(c) { c } else { '_' }).collect()
}
