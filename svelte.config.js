import adapter from '@sveltejs/adapter-node';

/** @type {import('@sveltejs/kit').Config} */
export default {
  compilerOptions: { runes: true },
  kit: {
    // A prefix of its own: an ORIGIN or HOST that was set for something else must not reach the pages.
    adapter: adapter({ out: 'web/build', envPrefix: 'OVATION_PAGES_' }),
    csp: {
      mode: 'auto',
      directives: {
        'default-src': ['none'],
        'script-src': ['self'],
        'style-src': ['self'],
        // Marks carry their place as style attributes in the server's HTML; an attribute cannot load anything.
        'style-src-attr': ['unsafe-inline'],
        // data: and blob: are charts on their way to a PNG.
        'img-src': ['self', 'data:', 'blob:'],
        'font-src': ['self'],
        'connect-src': ['self'],
        'manifest-src': ['self'],
        'base-uri': ['none'],
        'form-action': ['self'],
        'frame-ancestors': ['none'],
        'object-src': ['none'],
      },
    },
    files: {
      appTemplate: 'web/app.html',
      assets: 'web/static',
      errorTemplate: 'web/error.html',
      hooks: { server: 'web/hooks.server.ts', client: 'web/hooks.client.ts' },
      lib: 'web/lib',
      params: 'web/params',
      routes: 'web/routes',
    },
  },
};
