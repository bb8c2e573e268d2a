/** Puts the page together: the address, the session, the state, the views. */

import { byId } from "./dom.js";
import { takeDrops } from "./drop.js";
import { InviteView } from "./invite.js";
import { PostView } from "./post.js";
import { Session } from "./session.js";
import { StartView } from "./start.js";
import { INITIAL, isApart, next, viewOf } from "./state.js";
import { TalkView } from "./talk.js";
import { Title } from "./title.js";
import { fromFragment, toFragment } from "./words.js";

const VIEWS = ["start", "invite", "talk"];
const VALIDITY_EVERY = 10_000;

class App {
  #state = INITIAL;
  #session = null;
  #title = new Title();
  #start = new StartView((words, via) => this.#go(words, via));
  #invite = new InviteView({ retry: () => this.#retry(), over: () => this.#go("") });
  #talk = new TalkView({ retry: () => this.#retry() });

  constructor() {
    byId("leave").addEventListener("click", () => this.#leave());
    takeDrops(this.#talk, () => this.#state.phase === "linked");
    addEventListener("hashchange", () => this.#follow());
    addEventListener("pagehide", () => this.#session?.flee());
    // A page that was put away has said goodbye.
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    addEventListener("beforeunload", (event) => this.#talk.areFilesUnderWay && event.preventDefault());
    setInterval(() => this.#showView(), VALIDITY_EVERY);
    new PostView(() => this.#title.count());
    this.#follow();
  }

  /** Go where the address says. */
  #follow() {
    this.#open(fromFragment(location.hash), history.state?.via ?? "link");
  }

  /** Put the words into the address, then go there; without words, to the start. */
  #go(words, via = null) {
    const fragment = words && `#${toFragment(words)}`;
    history.pushState({ via }, "", location.pathname + location.search + fragment);
    this.#open(words, via);
  }

  #retry() {
    this.#open(this.#state.words, this.#state.via);
  }

  #open(words, via) {
    this.#session?.end();
    this.#session = null;
    this.#talk.clear();
    if (!words) return this.#happen({ type: "stopped" });
    this.#happen({ type: "opened", words, via });
    this.#session = new Session(words, this.#ears());
    this.#session.run();
  }

  #ears() {
    return {
      happened: (event) => this.#happen(event),
      said: (message) => (this.#talk.hear(message), this.#title.count()),
      offered: (offer) => (this.#talk.ask(offer), this.#title.count()),
      undelivered: () => this.#talk.doubt(),
    };
  }

  #leave() {
    if (this.#talk.areFilesUnderWay && !confirm("Files are still under way. Leave nevertheless?")) return;
    this.#go("");
  }

  #happen(event) {
    const before = this.#view;
    this.#state = next(this.#state, event);
    this.#title.show(this.#state);
    this.#showView();
    if (this.#view !== before) this.#turnTo(this.#view);
    if (isApart(this.#state)) this.#session?.seek({ hasLeft: this.#state.phase === "left" });
  }

  get #view() {
    return viewOf(this.#state);
  }

  #showView() {
    if (this.#view === "invite") this.#invite.show(this.#state);
    if (this.#view === "talk") this.#talk.show(this.#state);
  }

  /** Show another view, and take who uses keyboard or screen reader along. */
  #turnTo(view) {
    document.body.dataset.view = view;
    for (const name of VIEWS) byId(name).hidden = name !== view;
    byId("leave").hidden = view !== "talk";
    if (view === "start") this.#start.show();
    // On a phone the keyboard would cover what there is to read.
    if (view === "talk" && !matchMedia("(pointer: coarse)").matches) this.#talk.focus();
    else byId(`${view}-heading`).focus({ preventScroll: true });
  }
}

new App();
