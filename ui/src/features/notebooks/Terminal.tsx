// A shell inside the notebook. Loaded only when somebody opens its tab.
import { useEffect, useRef, useState } from 'react';
import { Button } from 'antd';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal as Xterm } from '@xterm/xterm';
import { color, font, type Mode } from '../../theme';
import { t } from '../../messages/en';
import { useMode } from '../../ui/mode';
import { Note } from '../../ui/Note';
import { openTerminal, type TerminalEnd } from './terminal-socket';
import '@xterm/xterm/css/xterm.css';
import './Terminal.css';

const RECONNECT_MS = 1500;

/** About a minute: a server that is away for longer is not restarting. */
const RECONNECTS = 40;

const messages: Record<TerminalEnd, string> = {
  closed: t.notebooks.terminal.closed,
  notAllowed: t.notebooks.terminal.notAllowed,
  notRunning: t.notebooks.terminal.notRunning,
  restarting: t.notebooks.terminal.reconnecting,
  lost: t.notebooks.terminal.lost,
};

export function Terminal({ id }: { id: string }) {
  const [attempt, setAttempt] = useState(0);
  const [end, setEnd] = useState<TerminalEnd>();
  const [connected, setConnected] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const mode = useMode();
  const terminal = useRef<Xterm>(null);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const screen = new Xterm({
      fontFamily: font.mono,
      fontSize: 13,
      lineHeight: 1.3,
      cursorBlink: true,
      screenReaderMode: true,
    });
    const fit = new FitAddon();
    screen.loadAddon(fit);
    screen.open(element);
    fit.fit();
    terminal.current = screen;
    const socket = openTerminal(id, screen, {
      opened: () => {
        setEnd(undefined);
        setConnected(true);
        screen.focus();
      },
      output: (bytes) => screen.write(bytes),
      ended: (why) => {
        setConnected(false);
        const restarting = (before?: TerminalEnd) => before === 'restarting' && why === 'lost' && attempt < RECONNECTS;
        setEnd((before) => (restarting(before) ? before : why));
      },
    });
    screen.onData(socket.type);
    screen.onResize(({ cols, rows }) => socket.resize({ cols, rows }));
    const watch = new ResizeObserver(() => fit.fit());
    watch.observe(element);
    return () => {
      watch.disconnect();
      socket.close();
      screen.dispose();
    };
  }, [id, attempt]);

  useEffect(() => {
    if (terminal.current) terminal.current.options.theme = themeOf(mode);
  }, [mode, attempt]);

  useEffect(() => {
    if (end !== 'restarting') return;
    const timer = setTimeout(() => setAttempt((last) => last + 1), RECONNECT_MS);
    return () => clearTimeout(timer);
  }, [end, attempt]);

  return (
    <div className="shell-tab">
      {end && (
        <Note
          tone={end === 'closed' || end === 'restarting' ? 'idle' : 'warn'}
          action={
            end !== 'notAllowed' &&
            end !== 'restarting' && (
              <Button size="small" onClick={() => setAttempt(attempt + 1)}>
                {t.notebooks.terminal.again}
              </Button>
            )
          }
        >
          {messages[end]}
        </Note>
      )}
      <div ref={box} className="shell-screen" role="group" aria-label={t.notebooks.terminal.label} />
      <div className="foot small">{connected || end ? t.notebooks.terminal.hint : t.notebooks.terminal.connecting}</div>
    </div>
  );
}

/** The sixteen colours of a terminal from our tokens, readable on the ground of logs. */
function themeOf(mode: Mode) {
  const c = color[mode];
  return {
    background: c.logBg,
    foreground: c.logText,
    cursor: c.accent,
    cursorAccent: c.logBg,
    selectionBackground: c.selected,
    black: c.text3,
    red: c.bad,
    green: c.ok,
    yellow: c.warn,
    blue: c.info,
    magenta: c.chart[2],
    cyan: c.accent,
    white: c.text2,
    brightBlack: c.text3,
    brightRed: c.bad,
    brightGreen: c.ok,
    brightYellow: c.warn,
    brightBlue: c.info,
    brightMagenta: c.chart[2],
    brightCyan: c.accent,
    brightWhite: c.text,
  };
}
