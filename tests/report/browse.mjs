// Opens a page in Chromium through playwright-core, does the steps that stand on standard input, and
// prints what happened as JSON. Driven by test_browser.py.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const job = JSON.parse(readFileSync(0, "utf8"));
const { chromium } = await import(pathToFileURL(job.playwright));
const quiet = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const more = ["--disable-component-update", "--disable-sync", "--force-color-profile=srgb"];
const gl = job.webgl ? ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"] : ["--disable-3d-apis"];
const browser = await chromium.launch({ executablePath: job.chromium, args: [...quiet, ...more, ...gl], headless: true });
const told = { requests: [], console: [], errors: [], dialogs: [], steps: [] };

/** Counts pixels of a PNG near each colour, and its distinct colours, on a page of its own. */
async function pixels(png, colours) {
  const page = await browser.newPage();
  const found = await page.evaluate(
    async ({ url, colours }) => {
      const image = await createImageBitmap(await (await fetch(url)).blob());
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      const distinct = new Set();
      const near = colours.map(() => 0);
      for (let i = 0; i < data.length; i += 4) {
        distinct.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
        colours.forEach((hex, k) => {
          const want = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
          if (want.every((value, c) => Math.abs(value - data[i + c]) <= 12)) near[k] += 1;
        });
      }
      return { width: image.width, height: image.height, distinct: distinct.size, near };
    },
    { url: `data:image/png;base64,${png.toString("base64")}`, colours },
  );
  await page.close();
  return found;
}

async function step(page, { evaluate, select, fill, choose, click, download, press, hover, size, shot, count, wait, pdf }) {
  if (wait) await page.waitForTimeout(wait);
  if (select) await page.selectOption(select[0], select[1]);
  if (fill) await page.fill(fill[0], fill[1]);
  if (choose) await page.setInputFiles(choose[0], choose[1]);
  if (click) await page.click(click);
  if (download) {
    const [file] = await Promise.all([page.waitForEvent("download"), page.click(download[0])]);
    await file.saveAs(download[1]);
    return file.suggestedFilename();
  }
  if (size) await page.setViewportSize({ width: size[0], height: size[1] });
  if (press) await page.keyboard.press(press);
  if (hover) {
    const box = await page.locator(hover[0]).boundingBox();
    await page.mouse.move(box.x + hover[1] * box.width, box.y + hover[2] * box.height);
  }
  if (evaluate) return page.evaluate(evaluate);
  if (pdf) return (await page.pdf({ path: pdf, preferCSSPageSize: true, printBackground: true })).length;
  if (shot) return (await page.screenshot({ path: shot, fullPage: false })).length;
  if (count) return pixels(await page.locator(count[0]).screenshot(), count.slice(1));
  return null;
}

try {
  const page = await browser.newPage({
    viewport: { width: job.width, height: job.height },
    colorScheme: job.scheme,
    hasTouch: job.width < 600,
    javaScriptEnabled: job.script,
    reducedMotion: "reduce",
  });
  page.on("request", (request) => told.requests.push(request.url().slice(0, 200)));
  page.on("console", (line) => told.console.push(`${line.type()}: ${line.text()}`));
  page.on("pageerror", (error) => told.errors.push(String(error.stack)));
  page.on("dialog", (dialog) => {
    told.dialogs.push(dialog.message());
    return dialog.dismiss();
  });
  if (job.slow) {
    await page.route(job.slow, (route) => setTimeout(() => route.continue(), 6000));
  }
  await page.goto(job.url);
  if (job.script) await page.waitForFunction(() => document.documentElement.dataset.map, null, { timeout: 60000 });
  for (const each of job.steps) told.steps.push(await step(page, each));
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify(told));
