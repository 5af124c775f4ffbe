import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [sveltekit()],
  // The stores' drivers load native code and read their own files at run time: never bundle them.
  ssr: { external: ['@clickhouse/client', 'chdb', 'bullmq', 'pg', 'pino', 'socket.io', 'prom-client'] },
});
