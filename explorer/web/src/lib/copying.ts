// Buttons that copy and links that save.
import { all } from "./dom";

export function startCopying(): void {
  for (const button of all<HTMLButtonElement>("[data-copy]")) {
    button.addEventListener("click", () => void copy(button, new URL(button.dataset["copy"] ?? "", location.href).href));
  }
}

async function copy(button: HTMLButtonElement, text: string): Promise<void> {
  const label = button.textContent;
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    done = copyTheOldWay(text);
  }
  button.textContent = done ? "Copied" : "Could not copy";
  setTimeout(() => (button.textContent = label), 1600);
}

/** Where the page is not served securely, browsers offer no clipboard. */
function copyTheOldWay(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "unseen";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

export function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
