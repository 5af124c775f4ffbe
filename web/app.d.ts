import type { WebContext } from './server/context.ts';
import type { ErrorBody } from './server/errors.ts';

declare global {
  namespace App {
    interface Locals {
      /** The stores, the live feed and what else the server works with. */
      web: WebContext;
    }
    interface Error {
      message: string;
      code?: ErrorBody['error']['code'];
      hint?: string;
    }
  }
}
