// Terraform writes runtime-config.json beside this file: the pages are the same in each environment.
const state = document.querySelector('#state');

try {
  const { apis } = await (await fetch('runtime-config.json')).json();
  const answer = await fetch(`${apis.Board}/notices`);
  if (!answer.ok) throw new Error(`The board answered with ${answer.status}`);
  const notices = await answer.json();
  state.textContent = notices.length ? '' : 'Nothing is posted';
  for (const { text } of notices) {
    const item = document.createElement('li');
    item.textContent = text;
    document.querySelector('#notices').append(item);
  }
} catch (error) {
  state.textContent = `The board can not be read: ${error.message}`;
}
