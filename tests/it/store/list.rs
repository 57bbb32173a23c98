//! What is remembered about the list as a whole.

use super::build::Shelf;
use friday::model::blog::BlogId;
use friday::model::listing::BlogState;

#[tokio::test]
async fn a_state_is_given_back_when_another_one_is_noted() {
    let shelf = Shelf::new().await;
    let ashby = BlogId::from_name("Ashby");
    let note = async |state| shelf.store.note_states(vec![(ashby.clone(), state)]).await.unwrap();

    let first = note(BlogState::New).await;
    let second = note(BlogState::Failing).await;
    let third = note(BlogState::Failing).await;

    assert_eq!(first.len(), 0);
    assert_eq!(second.get(&ashby), Some(&BlogState::New));
    assert_eq!(third.len(), 0);
}

#[tokio::test]
async fn why_the_list_was_refused_is_known_until_it_is_mended() {
    let shelf = Shelf::new().await;
    let before = shelf.store.list_error().await.unwrap();

    shelf.store.note_list_error(Some("feeds.toml:2: one".to_owned())).await.unwrap();
    shelf.store.note_list_error(Some("feeds.toml:3: two".to_owned())).await.unwrap();
    let broken = shelf.store.list_error().await.unwrap();
    shelf.store.note_list_error(None).await.unwrap();
    let mended = shelf.store.list_error().await.unwrap();

    assert_eq!((before, broken, mended), (None, Some("feeds.toml:3: two".to_owned()), None));
}
