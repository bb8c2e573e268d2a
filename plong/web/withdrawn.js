/** Offers that their sender withdrew before there was an answer: a line each, and one line for several in a row. */

import { make } from "./dom.js";

/** Say from now on that this card's offer was withdrawn. */
export function withdraw(card, name) {
  card.dataset.mood = "withdrawn";
  card.dataset.name = name;
}

/** Make lines of such cards in a list; else who offers and withdraws without end would fill it. */
export function foldWithdrawn(list) {
  const cards = list.querySelectorAll(".card[data-mood=withdrawn]");
  for (const card of cards) card.replaceWith(makeLine(card.dataset.name, 1));
  if (cards.length > 0) for (const line of list.querySelectorAll(".withdrawn")) join(line);
}

function join(line) {
  const before = line.previousElementSibling;
  if (!before?.matches(".withdrawn")) return;
  const count = Number(before.dataset.count) + Number(line.dataset.count);
  before.replaceWith(makeLine(before.dataset.name, count));
  line.remove();
}

function makeLine(name, count) {
  const more = count > 1 ? ` and ${count - 1} more` : "";
  const words = make("p", {}, "Your friend offered ", make("bdi", { textContent: name }), `${more}, and withdrew.`);
  const line = make("li", { className: "remark withdrawn" }, words);
  Object.assign(line.dataset, { name, count });
  return line;
}
