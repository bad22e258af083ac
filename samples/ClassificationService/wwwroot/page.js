'use strict';

const at = id => document.getElementById(id);
const percent = value => `${(100 * value).toFixed(1)} %`;
const seconds = value => `${value.toFixed(2)} s`;

let lists = [];
let asked = 0;
let last = null;

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function say(text, isWrong = false) {
  at('status').textContent = text;
  at('status').classList.toggle('wrong', isWrong);
}

function showList() {
  const list = lists.find(one => one.name === at('classes').value);
  at('class-names').textContent = list.classes.length > 30 ? `${list.classes.slice(0, 30).join(', ')} and ${list.classes.length - 30} more` : list.classes.join(', ');
}

function showSamples() {
  const pictures = lists.flatMap(list => Object.entries(list.pictures).map(([name, address]) => [name, address, list])).slice(0, 40);
  at('samples').replaceChildren(...pictures.map(([name, address, list]) => {
    const button = make('button', { type: 'button', title: name }, make('img', { src: address, alt: name, width: 72, height: 72 }));
    button.setAttribute('aria-pressed', 'false');
    button.addEventListener('click', async () => {
      choose(button);
      useListWith(name, list);
      try {
        const response = await fetch(address);
        ask(await response.blob());
      } catch (error) {
        say(`The service cannot be reached: ${error.message}`, true);
      }
    });
    return make('li', {}, button);
  }));
}

// A bear among food would be a carrot: a sample that is none of the chosen classes brings its own list.
function useListWith(name, otherwise) {
  if (!lists.find(one => one.name === at('classes').value).classes.includes(name)) {
    at('classes').value = otherwise.name;
    showList();
  }
}

function choose(button) {
  for (const other of at('samples').querySelectorAll('button')) {
    other.setAttribute('aria-pressed', String(other === button));
  }
}

async function ask(file) {
  const mine = ++asked;
  last = file;
  say('The picture is looked at …');
  at('result').classList.add('waiting');
  try {
    const address = `classify?views=true&top=10&classes=${encodeURIComponent(at('classes').value)}`;
    const response = await fetch(address, { method: 'POST', body: file, headers: { 'Content-Type': file.type.startsWith('image/') ? file.type : 'application/octet-stream' } });
    const body = await response.json();
    if (mine !== asked) {
      return;
    }
    if (!response.ok) {
      const again = response.headers.get('Retry-After');
      at('result').hidden = true;
      say(`${body.title}: ${body.detail}${again ? ` Try again in ${again} s.` : ''}`, true);
      return;
    }
    show(body, file);
  } catch (error) {
    if (mine === asked) {
      say(`The service cannot be reached: ${error.message}`, true);
    }
  } finally {
    at('result').classList.remove('waiting');
  }
}

function show(answer, file) {
  const picture = at('picture');
  URL.revokeObjectURL(picture.src);
  picture.src = URL.createObjectURL(file);
  at('before').textContent = `${answer.zeroShotLabel}, ${percent(answer.zeroShotScore)}`;
  at('after').textContent = `${answer.label}, ${percent(answer.score)}`;
  const time = answer.seconds;
  at('facts').replaceChildren(...Object.entries({
    Entropy: `${answer.zeroShotEntropy.toFixed(2)} → ${answer.entropy.toFixed(2)} nats`,
    Time: `${seconds(time.read + time.wait + time.prepare + time.queue + time.score)}, ${seconds(time.score)} of it in the model`,
    Adapted: answer.isFallback ? 'no: it ended in no number' : answer.isAdapted ? 'yes' : 'no: the gate left it',
    Weights: answer.model,
  }).flatMap(([name, value]) => [make('dt', { textContent: name }), make('dd', { textContent: value })]));
  at('bars').replaceChildren(...answer.top.map(one => {
    const bar = (kind, value, when) => {
      const progress = make('progress', { className: kind, max: 1, value });
      progress.setAttribute('aria-label', `${one.label} ${when} adaptation`);
      return progress;
    };
    return make('li', {},
      make('span', { className: 'name', textContent: one.label }),
      make('span', { className: 'both' }, bar('zero', one.zeroShot, 'before'), bar('adapted', one.score, 'after')),
      make('span', { className: 'numbers', textContent: `${percent(one.zeroShot)} → ${percent(one.score)}` }));
  }));
  at('views-note').textContent = `${answer.views.length} views; the ${answer.selectedViews.length} on which the model is most certain are marked, the most certain with 1. The first is the whole picture.`;
  at('views').replaceChildren(...answer.views.map(view => {
    const item = make('li', { className: view.rank ? 'confident' : '' }, make('img', { src: view.picture, alt: `View ${view.index}${view.rank ? `, confident, place ${view.rank}` : ''}` }));
    if (view.rank) {
      item.append(make('span', { className: 'rank', textContent: view.rank, ariaHidden: 'true' }));
    }
    return item;
  }));
  at('result').hidden = false;
  if (window.matchMedia('(max-width: 760px)').matches) {
    at('status').parentElement.scrollIntoView();
  }
  say(answer.label === answer.zeroShotLabel ? `${answer.label}, before and after adaptation.` : `Adaptation changed ${answer.zeroShotLabel} into ${answer.label}.`);
}

function listen() {
  const drop = at('drop');
  at('file').addEventListener('change', event => {
    if (event.target.files[0]) {
      choose(null);
      ask(event.target.files[0]);
      event.target.value = '';
    }
  });
  at('classes').addEventListener('change', () => {
    showList();
    if (last) {
      ask(last);
    }
  });
  for (const name of ['dragenter', 'dragover', 'dragleave', 'drop']) {
    document.addEventListener(name, event => {
      event.preventDefault();
      drop.classList.toggle('over', name === 'dragenter' || name === 'dragover');
    });
  }
  document.addEventListener('drop', event => {
    const file = event.dataTransfer.files[0];
    if (file) {
      choose(null);
      ask(file);
    }
  });
}

async function start() {
  try {
    const response = await fetch('classes');
    lists = await response.json();
  } catch (error) {
    say(`The service cannot be reached: ${error.message}`, true);
    return;
  }
  at('classes').replaceChildren(...lists.map(list => make('option', { value: list.name, textContent: `${list.name} (${list.classes.length})`, selected: list.isDefault })));
  showList();
  showSamples();
  listen();
}

start();
