import { z } from 'zod';

// The page's content security policy forbids compiling code from text. zod would try it when a schema is made, so this
// module is imported before any schema.
z.config({ jitless: true });
