//! What is remembered about the list as a whole.

use super::build::Shelf;
use friday::model::blog::BlogId;
use friday::model::listing::BlogState;

#[tokio::test]
async fn the_state_noted_last_is_given_back_and_no_word_of_another_version() {
    let shelf = Shelf::new().await;
    let [ashby, bury, coldwell] = ["Ashby", "Bury", "Coldwell"].map(BlogId::from_name);
    let known = async || shelf.store.states_of(vec![ashby.clone(), bury.clone(), coldwell.clone()]).await.unwrap();

    let first = known().await;
    shelf.store.note_states(vec![(ashby.clone(), BlogState::New), (bury.clone(), BlogState::Active)]).await.unwrap();
    shelf.store.note_states(vec![(ashby.clone(), BlogState::Failing)]).await.unwrap();
    shelf.another_program().execute("INSERT INTO fact (name, value) VALUES ('state coldwell', 'hibernating')", []).unwrap();

    assert_eq!(first.len(), 0);
    assert_eq!(known().await, [(ashby.clone(), BlogState::Failing), (bury.clone(), BlogState::Active)].into());
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
