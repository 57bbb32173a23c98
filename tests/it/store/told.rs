//! What is said once.

use super::build::Shelf;

#[tokio::test]
async fn a_subject_is_told_once() {
    let shelf = Shelf::new().await;

    let first = shelf.store.tell_once("overdue 2026-11-20".to_owned()).await.unwrap();
    let second = shelf.store.tell_once("overdue 2026-11-20".to_owned()).await.unwrap();

    assert_eq!((first, second), (true, false));
}

#[tokio::test]
async fn another_subject_is_news_again() {
    let shelf = Shelf::new().await;
    shelf.store.tell_once("overdue 2026-11-20".to_owned()).await.unwrap();

    let told = shelf.store.tell_once("overdue 2026-11-27".to_owned()).await.unwrap();

    assert!(told);
}
