// Reads a part of the page aloud, only with voices that live on the device, so that no word leaves it.
const LONGEST = 900; // characters; some voices fall silent in a longer utterance

function localVoice(language) {
  const wanted = language.toLowerCase().split("-")[0];
  return speechSynthesis
    .getVoices()
    .find((voice) => voice.localService && voice.lang.toLowerCase().startsWith(wanted));
}

function pieces(target) {
  const parts = [];
  for (const block of target.querySelectorAll("h1, h2, h3, p, li, dt, dd")) {
    if (block.closest("form, details:not([open])")) continue;
    const language = block.closest("[lang]").lang;
    const sentences = block.innerText.match(/[^.!?]+[.!?]*\s*/g) || [];
    let text = "";
    for (const sentence of sentences) {
      if (text && text.length + sentence.length > LONGEST) {
        parts.push({ text, language });
        text = "";
      }
      text += sentence;
    }
    if (text.trim()) parts.push({ text, language });
  }
  return parts;
}

function start(button) {
  const words = button.textContent;

  function show() {
    button.hidden = !localVoice(document.documentElement.lang);
  }

  function rest() {
    button.textContent = words;
    delete button.dataset.reading;
  }

  button.addEventListener("click", () => {
    speechSynthesis.cancel();
    if (button.dataset.reading) {
      rest();
      return;
    }
    const parts = pieces(document.querySelector(button.dataset.listen));
    parts.forEach((part, index) => {
      const utterance = new SpeechSynthesisUtterance(part.text);
      const voice = localVoice(part.language) || localVoice(document.documentElement.lang);
      utterance.voice = voice;
      utterance.lang = voice.lang;
      if (index === parts.length - 1) utterance.addEventListener("end", rest);
      speechSynthesis.speak(utterance);
    });
    button.dataset.reading = "yes";
    button.textContent = button.dataset.listenStop;
  });
  addEventListener("pagehide", () => speechSynthesis.cancel());
  speechSynthesis.addEventListener("voiceschanged", show);
  show();
}

if ("speechSynthesis" in window) document.querySelectorAll("[data-listen]").forEach(start);
