// Modules that the build makes up.
/// <reference types="vite/client" />
declare module 'virtual:tokens.css';
