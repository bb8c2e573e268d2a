/** Files dropped or pasted anywhere on the page. */

import { byId } from "./dom.js";

/** Send dropped and pasted files through `talk`, the view; folders are no files. */
export function takeDrops(talk, isTalking) {
  const veil = byId("drop");
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  const onDrag = (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault(); // or the browser would leave the page for the file
    veil.hidden = !isTalking();
    event.dataTransfer.dropEffect = isTalking() ? "copy" : "none";
  };
  addEventListener("dragenter", onDrag);
  addEventListener("dragover", onDrag);
  addEventListener("dragleave", (event) => (veil.hidden = veil.hidden || event.relatedTarget === null));
  addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    veil.hidden = true;
    if (isTalking()) sendAll(talk, event.dataTransfer);
  });
  addEventListener("paste", (event) => {
    if (isTalking() && event.clipboardData?.files.length) sendAll(talk, event.clipboardData);
  });
}

function sendAll(talk, transfer) {
  const isFolder = (item) => item.kind === "file" && item.webkitGetAsEntry?.()?.isDirectory;
  const folders = [...transfer.items].filter(isFolder).map((item) => item.getAsFile()?.name);
  if (folders.length > 0) talk.note(`Folders cannot be sent: ${folders.join(", ")}. Pack them into a file first.`);
  talk.send([...transfer.files].filter((file) => !folders.includes(file.name)));
}
