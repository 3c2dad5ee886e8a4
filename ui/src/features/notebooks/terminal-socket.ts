// The connection between a terminal on the page and a shell in the notebook.

export type TerminalEnd = 'closed' | 'notAllowed' | 'notRunning' | 'restarting' | 'lost';

const ENDS: Record<number, TerminalEnd> = {
  1000: 'closed',
  4401: 'notAllowed',
  4404: 'notRunning',
  4503: 'restarting',
  1012: 'restarting',
};

export const endOf = (code: number): TerminalEnd => ENDS[code] ?? 'lost';

type Size = { cols: number; rows: number };

type Callbacks = { opened: () => void; output: (bytes: Uint8Array) => void; ended: (end: TerminalEnd) => void };

/** Binary frames carry what is typed and shown; text frames carry the size of the window. */
export function openTerminal(notebookId: string, { cols, rows }: Size, { opened, output, ended }: Callbacks) {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = new WebSocket(
    `${scheme}://${location.host}/api/notebooks/${encodeURIComponent(notebookId)}/terminal?cols=${cols}&rows=${rows}`,
  );
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', opened);
  socket.addEventListener('message', ({ data }) => {
    if (data instanceof ArrayBuffer) output(new Uint8Array(data));
  });
  socket.addEventListener('close', ({ code }) => ended(endOf(code)));
  const encoder = new TextEncoder();
  const ready = () => socket.readyState === WebSocket.OPEN;
  return {
    type: (text: string) => ready() && socket.send(encoder.encode(text)),
    resize: (size: Size) => ready() && socket.send(JSON.stringify({ resize: size })),
    close: () => socket.close(1000),
  };
}
