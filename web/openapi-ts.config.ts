import { resolve } from 'node:path';
import { defineConfig } from '@hey-api/openapi-ts';

export default defineConfig({
  // In full, so that the client does not take the file's name for the server's.
  input: resolve(process.env.OPENAPI ?? 'openapi.json'),
  output: process.env.CLIENT ?? 'src/api',
  plugins: ['@hey-api/client-fetch', '@tanstack/react-query'],
});
