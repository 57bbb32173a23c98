//! A mail server that does as it is told, and keeps every message it was given.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// What to do instead of the usual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Answer this to RCPT of an address that holds the text.
    AtRcpt(&'static str, &'static str),
    /// Answer this to MAIL.
    AtMail(&'static str),
    /// Answer this after the final dot.
    AfterDot(&'static str),
    /// Keep the message, then hang up without a word: once.
    HangUpAfterDotOnce,
    /// Keep the message, then hang up without a word, every time.
    HangUpAfterDot,
    /// Keep the message, say so through `dotted`, and answer nothing any more.
    FallSilentAfterDot,
    /// Greet no more than so many connections at once.
    ConnectionsAtOnce(usize),
    /// Ask for a login, and refuse it.
    RefuseLogin,
}

/// One message as it was given, dots undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub to: String,
    pub from: String,
    pub bytes: Vec<u8>,
}

impl Kept {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

#[derive(Default)]
struct Book {
    orders: Mutex<Vec<Order>>,
    kept: Mutex<Vec<Kept>>,
    commands: Mutex<Vec<String>>,
    connections: Mutex<usize>,
    accepted: Mutex<usize>,
    open: Arc<std::sync::atomic::AtomicUsize>,
    dotted: Notify,
    /// Called when the first byte of a body arrives.
    at_body: Mutex<Option<Box<dyn Fn() + Send>>>,
}

/// The server; it ends with the test's runtime.
#[derive(Clone)]
pub struct MailServer {
    pub port: u16,
    book: Arc<Book>,
}

impl MailServer {
    pub async fn start(orders: Vec<Order>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let book = Arc::new(Book { orders: Mutex::new(orders), ..Book::default() });
        let shared = book.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *shared.connections.lock().unwrap() += 1;
                tokio::spawn(converse(stream, shared.clone()));
            }
        });
        Self { port, book }
    }

    /// Settings that send to it.
    pub fn settings(&self) -> String {
        format!(
            "[mail]\ntransport = \"smtp\"\nsmtp = \"smtp://127.0.0.1:{}\"\nfrom = \"Five for Friday <friday@five.example>\"\n\
             reply_to = \"editor@five.example\"\norganisation = \"Ashby Council\"\naddress = \"Town Hall, Ashby\"\n",
            self.port
        )
    }

    pub fn order(&self, orders: Vec<Order>) {
        *self.book.orders.lock().unwrap() = orders;
    }

    /// Every message, in the order of their final dots.
    pub fn kept(&self) -> Vec<Kept> {
        self.book.kept.lock().unwrap().clone()
    }

    /// Messages that were taken with a yes.
    pub fn accepted(&self) -> usize {
        *self.book.accepted.lock().unwrap()
    }

    /// Recipients of all kept messages, sorted.
    pub fn recipients(&self) -> Vec<String> {
        let mut all: Vec<String> = self.kept().into_iter().map(|kept| kept.to).collect();
        all.sort();
        all
    }

    pub fn commands(&self) -> Vec<String> {
        self.book.commands.lock().unwrap().clone()
    }

    pub fn connections(&self) -> usize {
        *self.book.connections.lock().unwrap()
    }

    /// Waits until a message has been given in full.
    pub async fn dotted(&self) {
        self.book.dotted.notified().await;
    }

    pub fn at_body(&self, look: impl Fn() + Send + 'static) {
        *self.book.at_body.lock().unwrap() = Some(Box::new(look));
    }
}

/// One of the connections that are open now.
struct Open {
    all: Arc<std::sync::atomic::AtomicUsize>,
    number: usize,
}

impl Open {
    fn count(all: &Arc<std::sync::atomic::AtomicUsize>) -> Self {
        Self { number: all.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1, all: all.clone() }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.all.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
    }
}

async fn converse(stream: TcpStream, book: Arc<Book>) -> Option<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read);
    let (mut from, mut to) = (String::new(), String::new());
    let open = Open::count(&book.open);
    let most = book
        .orders
        .lock()
        .unwrap()
        .iter()
        .find_map(|order| if let Order::ConnectionsAtOnce(most) = order { Some(*most) } else { None });
    if most.is_some_and(|most| open.number > most) {
        return write.write_all(b"421 4.7.0 too many connections\r\n").await.ok();
    }
    write.write_all(b"220 test.example ESMTP\r\n").await.ok()?;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_owned();
        book.commands.lock().unwrap().push(line.clone());
        let orders = book.orders.lock().unwrap().clone();
        let verb = line.get(..4).unwrap_or_default().to_uppercase();
        let reply = match verb.as_str() {
            "EHLO" if orders.contains(&Order::RefuseLogin) => "250-test.example\r\n250 AUTH PLAIN LOGIN".to_owned(),
            "EHLO" => "250-test.example\r\n250 SIZE 10000000".to_owned(),
            "AUTH" => "535 5.7.8 wrong password".to_owned(),
            "MAIL" => {
                from = inside(&line);
                orders
                    .iter()
                    .find_map(|order| if let Order::AtMail(reply) = order { Some((*reply).to_owned()) } else { None })
                    .unwrap_or("250 OK".to_owned())
            }
            "RCPT" => {
                to = inside(&line);
                let told = orders.iter().find_map(|order| match order {
                    Order::AtRcpt(who, reply) if to.contains(who) => Some((*reply).to_owned()),
                    _ => None,
                });
                told.unwrap_or("250 OK".to_owned())
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.ok()?;
                let bytes = body(&mut lines, &book).await?;
                book.kept.lock().unwrap().push(Kept { to: to.clone(), from: from.clone(), bytes });
                book.dotted.notify_one();
                if orders.contains(&Order::HangUpAfterDotOnce) {
                    book.orders.lock().unwrap().retain(|order| *order != Order::HangUpAfterDotOnce);
                    return None;
                }
                if orders.contains(&Order::HangUpAfterDot) {
                    return None;
                }
                if orders.contains(&Order::FallSilentAfterDot) {
                    std::future::pending::<()>().await;
                }
                let told = orders
                    .iter()
                    .find_map(|order| if let Order::AfterDot(reply) = order { Some((*reply).to_owned()) } else { None });
                *book.accepted.lock().unwrap() += usize::from(told.is_none());
                told.unwrap_or("250 2.0.0 kept as 1".to_owned())
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await.ok()?;
                return None;
            }
            _ => "250 OK".to_owned(),
        };
        write.write_all(format!("{reply}\r\n").as_bytes()).await.ok()?;
    }
}

async fn body(lines: &mut BufReader<tokio::net::tcp::OwnedReadHalf>, book: &Book) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let mut line = Vec::new();
        if lines.read_until(b'\n', &mut line).await.ok()? == 0 {
            return None;
        }
        if bytes.is_empty()
            && let Some(look) = book.at_body.lock().unwrap().as_ref()
        {
            look();
        }
        if line == b".\r\n" {
            return Some(bytes);
        }
        bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}

fn inside(line: &str) -> String {
    line.split('<').nth(1).and_then(|rest| rest.split('>').next()).unwrap_or_default().to_owned()
}
