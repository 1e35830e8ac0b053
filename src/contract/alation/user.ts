import { Type, type Static } from 'typebox';
import { nullable } from '../atlan/envelope.ts';

/** Who the caller is (Alation wire, userinfo). `role` is one of the words of that wire; what it may do is not decided by it. */
export const UserInfo = Type.Object({
  id: Type.Integer(),
  username: Type.String(),
  email: Type.String(),
  first_name: Type.String(),
  last_name: Type.String(),
  role: Type.String(),
  title: Type.String(),
});
export type UserInfo = Static<typeof UserInfo>;

const user = {
  id: Type.Integer(),
  display_name: Type.String(),
  email: Type.String(),
  profile_id: Type.Integer({ description: 'the same as `id`' }),
  url: Type.String(),
};

/** A person as older clients read it. */
export const UserV1 = Type.Object(user);
export type UserV1 = Static<typeof UserV1>;

/** The same with times, ISO 8601. */
export const UserV2 = Type.Object({ ...user, last_login: nullable(Type.String()), ts_created: Type.String() });
export type UserV2 = Static<typeof UserV2>;

const texts = Type.Optional(Type.String({ description: 'repeated: one of them; with `__contains`, `__icontains`' }));
const ids = Type.Optional(Type.Integer({ description: 'repeated: one of them' }));

export const UserListParameters = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, description: '100 when absent; more than 1,000 are 1,000' })),
  skip: Type.Optional(Type.Integer({ minimum: 0 })),
  order_by: Type.Optional(Type.String({ description: '`id`, `display_name` or `email`, with `-` for the other way' })),
  id: ids,
  profile_id: ids,
  display_name: texts,
  email: texts,
});

/** What clients ask before they know whether they may (Alation wire, data API). */
export const FullVersion = Type.Object({ ALATION_RELEASE_NAME: Type.String() });
export type FullVersion = Static<typeof FullVersion>;
export const License = Type.Object({ is_cloud: Type.Boolean() });
export type License = Static<typeof License>;
