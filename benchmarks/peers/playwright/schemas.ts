/** The story, and the documents in the answers. */
import { z } from 'zod';

const User = z.object({
  id: z.string(),
  username: z.string(),
  fullname: z.string().optional(),
  status: z.enum(['active', 'inactive']),
});

const Step = z.object({
  title: z.string(),
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  expected: z.object({
    status: z.number(),
    type: z.string().optional(),
    user: User.optional(),
    count: z.number().optional(),
    token: z.string().optional(),
    noToken: z.literal(true).optional(),
  }),
});
export type Step = z.infer<typeof Step>;

export const Story = z.object({
  title: z.string(),
  chapters: z.array(z.object({ title: z.string(), steps: z.array(Step) })),
});

/** Reads a user document in XML or JSON. */
export function readUser(body: string): z.infer<typeof User> {
  if (body.startsWith('{')) {
    const { '@id': id, ...fields } = z.looseObject({ '@id': z.string() }).parse(JSON.parse(body));
    return User.parse({ ...fields, id });
  }
  const first = (pattern: RegExp) => pattern.exec(body)?.[1];
  return User.parse({
    id: first(/<user\b[^>]*\bid="(\d+)"/),
    username: first(/<username>([^<]*)</),
    fullname: first(/<fullname>([^<]*)</),
    status: first(/<status>([^<]*)</),
  });
}
