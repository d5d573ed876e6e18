// Copies the text of the element that a button names; without scripts or clipboard the buttons stay hidden.
for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) { break; }
  button.hidden = false;
  button.setAttribute("aria-label", "コピー");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = "コピーしました";
    setTimeout(() => { button.textContent = "コピー"; }, 2000);
  });
}
