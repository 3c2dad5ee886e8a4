// What does a notebook become as HTML, and what must it not become?
import { expect, test } from 'vitest';
import { NotANotebook, notebookHtml } from './notebook';

const notebook = (...cells: object[]) => JSON.stringify({ nbformat: 4, cells });

test('cells keep their order, code its number, and text stays text', () => {
  const html = notebookHtml(
    notebook(
      { cell_type: 'markdown', source: ['# A\n', 'b'] },
      { cell_type: 'code', execution_count: 3, source: 'x < 1 & y', outputs: [] },
    ),
  );
  expect(html.indexOf('<h1>A</h1>')).toBeLessThan(html.indexOf('[3]'));
  expect(html).toContain('x &lt; ');
});

test('the richest output that needs no script is shown', () => {
  const output = (data: object) =>
    notebookHtml(notebook({ cell_type: 'code', outputs: [{ output_type: 'display_data', data }] }));
  expect(output({ 'text/plain': 'p', 'image/png': 'aGk=\n' })).toContain('src="data:image/png;base64,aGk="');
  expect(output({ 'text/plain': 'p', 'text/html': ['<b>', 'h</b>'] })).toContain('<b>h</b>');
  expect(output({ 'text/plain': 'a<b' })).toContain('a&lt;b');
  expect(output({ 'application/vnd.plotly.v1+json': '{}' })).toContain('needs a script');
});

test('an image that is no base64 cannot leave its attribute', () => {
  const data = { 'image/png': '" onerror="alert(1)' };
  const html = notebookHtml(notebook({ cell_type: 'code', outputs: [{ output_type: 'display_data', data }] }));
  expect(html).toContain('base64,onerror=alert1"');
});

test('a progress bar shows its last state, and colours become classes', () => {
  const text = ' 10%\r 50%\r100%\n\u001b[31mred\u001b[0m';
  const html = notebookHtml(
    notebook({ cell_type: 'code', outputs: [{ output_type: 'stream', name: 'stderr', text }] }),
  );
  expect(html).toContain('100%');
  expect(html).not.toContain('50%');
  expect(html).toContain('<span class="ansi-red-fg">red</span>');
});

test('images kept beside a text are put into it', () => {
  const attachments = { 'a b.png': { 'image/png': 'aGk=' } };
  const html = notebookHtml(notebook({ cell_type: 'markdown', source: '![x](<attachment:a b.png>)', attachments }));
  expect(html).toContain('src="data:image/png;base64,aGk="');
});

test('what is no notebook is said to be none', () => {
  expect(() => notebookHtml('<html>')).toThrow(NotANotebook);
  expect(() => notebookHtml('{"nbformat": 3}')).toThrow(/version 4/);
  expect(() => notebookHtml('null')).toThrow(NotANotebook);
});
