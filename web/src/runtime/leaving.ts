/** What has to be asked before a page is left, because something on it is not saved. */
type Question = () => Promise<boolean>;

let question: Question | null = null;
let stayed = location.hash;

/** Asks before the page is left from now on; returns how to stop asking. */
export function guardLeaving(asked: Question): () => void {
  question = asked;
  stayed = location.hash;
  const unload = (event: BeforeUnloadEvent) => event.preventDefault();
  addEventListener("beforeunload", unload);
  return () => {
    if (question === asked) question = null;
    removeEventListener("beforeunload", unload);
  };
}

/** Notices when the address changes while something is not saved: goes back, asks, and goes on when it may. */
export function watchAddress(): () => void {
  const changed = (event: HashChangeEvent) => {
    const asked = question;
    if (asked === null || location.hash === stayed) {
      stayed = location.hash;
      return;
    }
    event.stopImmediatePropagation();
    const wanted = location.hash;
    history.replaceState(null, "", stayed);
    void asked().then((may) => {
      if (!may) return;
      question = null;
      location.hash = wanted;
    });
  };
  // Before anybody else hears of the change.
  addEventListener("hashchange", changed, { capture: true });
  return () => removeEventListener("hashchange", changed, { capture: true });
}
