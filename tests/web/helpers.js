// At hand in every step that the page's tests run in the browser.
const $ = (selector) => document.querySelector(selector);
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Waits until a test is true and gives what it found. */
const until = async (test, what = String(test), ms = 60000) => {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(20)) {
    const found = await test();
    if (found) return found;
  }
  throw new Error("never came: " + what);
};

const linked = (key) => new URLSearchParams(location.hash.slice(1)).get(key) ?? "";
const answered = () => new URLSearchParams(document.documentElement.dataset.answered).get("open");

/** Waits until the answer of these openings, in the order of their opening, is on the page. */
const settled = (wanted) =>
  until(() => linked("open") === wanted && answered() === wanted.split(",").sort().join(), "answer of " + wanted);

const figure = (key) => Number($(`[data-figure="${key}"]`)?.dataset.value);
const marked = () => [...document.querySelectorAll("[data-mark][aria-checked=true]")].map((one) => one.dataset.mark);
const checked = (selector) => $(selector).ariaChecked;

/** The card of a saved scenario. */
const scenario = (name) =>
  until(() => [...($("[data-scenarios]")?.children ?? [])].find((one) => one.textContent.includes(name)), name);

const act = async (name, what) => (await scenario(name)).querySelector(`[data-act="${what}"]`).click();

/** Saves the present scenario by the name in the form, and counts what is saved then. */
const saved = async (name) => {
  $("[data-save]").click();
  await until(() => $("[data-renew]")?.textContent.includes(name));
  await scenario(name);
  return $("[data-scenarios]").children.length;
};

/** Plays a time slider from some stops before its end; what stands beside it before and after. */
const played = async (id, stops, beside) => {
  const slider = $("#time-" + id);
  slider.value = slider.max - stops;
  slider.dispatchEvent(new Event("input"));
  const before = $(beside).textContent;
  const button = $(`[data-play="${id}"]`);
  button.click();
  await until(() => slider.value === slider.max && button.ariaPressed === "false");
  return [before, $(beside).textContent, slider.max];
};

/** The file that a button of the share menu makes. */
const taken = async (what) => {
  const make = URL.createObjectURL;
  const got = new Promise((done) => {
    URL.createObjectURL = (blob) => (done(blob), make(blob));
  });
  $("[data-share]").open = true;
  (await until(() => $(`[data-share-act="${what}"]`))).click();
  const blob = await got;
  URL.createObjectURL = make;
  return blob;
};
