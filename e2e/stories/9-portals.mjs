// A commune gets a portal of its own: its office writes for it and arranges it, a second person publishes; one article goes
// up to the committee's portal, another comes down, and readers see whose each is.
import assert from "node:assert/strict";
import { keep, shows, someone } from "../people.mjs";

const HEADLINE = "Đảng ủy xã họp bàn việc chăm lo Tết cho hộ khó khăn";

async function pressed(page, button) {
  await button.focus();
  await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
}

export const stories = {
  async "a commune has a portal of its own, articles go up and come down"(context, base, check) {
    // Its clerk writes for it.
    const manager = await someone(context, base, "Chánh Văn phòng");
    await manager.goto(`${base}/van-phong/nguoi-dung`);
    const row = manager.locator("tr", { hasText: "Văn phòng Đảng ủy", hasNotText: "Chánh" });
    const commune = (await row.innerText()).match(/Văn phòng Đảng ủy ((?:xã|thị trấn) [^\n\t]+)/)[1].trim();
    const whose = new RegExp(`Đảng bộ ${commune}$`);
    await row.locator("a").click();
    const role = manager.locator('form[action$="/vai-tro"]');
    await role.locator('input[name="role"][value="editor"]').check();
    const at = await role.locator("option", { hasText: whose }).first().getAttribute("value");
    await role.locator('select[name="unit"]').selectOption(at);
    await role.getByRole("button", { name: "Giao vai trò" }).click();
    await manager.context().close();

    // The committee's publisher begins the portal.
    const publisher = await someone(context, base, "Phó Trưởng Ban Tuyên giáo");
    await publisher.goto(`${base}/van-phong/trang-chu`);
    const unit = publisher.getByLabel("Đơn vị", { exact: true });
    await unit.selectOption(await unit.locator("option", { hasText: whose }).first().getAttribute("value"));
    await publisher.getByLabel("Phần địa chỉ").fill("xay-dung-dang");
    await publisher.getByRole("button", { name: "Mở cổng" }).click();
    assert.match(await publisher.locator(".errors").innerText(), /đã là địa chỉ của một trang/);
    await check(publisher, "a portal that cannot be called so");
    await publisher.getByLabel("Phần địa chỉ").fill("xa-thu");
    await publisher.getByRole("button", { name: "Mở cổng" }).click();
    await shows(publisher, "main", /\/xa-thu\//);
    await check(publisher, "the portals");
    const reader = await context.newPage();
    await reader.goto(`${base}/xa-thu/`);
    await shows(reader, "header", new RegExp(`Đảng bộ ${commune}`));
    await check(reader, "the portal of a unit that has nothing yet");

    // The commune's own article goes to the commune's own portal.
    const writer = await someone(context, base, "Văn phòng Đảng ủy");
    keep("Văn phòng Đảng ủy", await writer.context().cookies());
    await writer.goto(`${base}/van-phong/toa-soan/bai-moi`);
    await writer.getByLabel("Đầu đề", { exact: true }).fill(HEADLINE);
    await writer.getByLabel("Thân bài").fill("Ngày mùng năm, Đảng ủy xã họp, phân công từng chi bộ.");
    await writer.getByRole("button", { name: "Gửi duyệt" }).click();
    await publisher.goto(`${base}/van-phong`);
    await publisher.locator(".duties a", { hasText: HEADLINE }).click();
    await publisher.getByRole("button", { name: "Đăng bài" }).click();
    await shows(reader, "main", new RegExp(HEADLINE));
    const above = await context.newPage();
    await above.goto(base);
    assert.doesNotMatch(await above.locator("main").innerText(), new RegExp(HEADLINE));

    // Its front page is arranged by its own office.
    await writer.goto(`${base}/van-phong/trang-chu`);
    await writer.getByRole("button", { name: "Liên kết", exact: true }).click();
    await writer.getByLabel("Cột bên").check();
    await writer.getByLabel("Các liên kết").fill("Số liệu | Figures | /so-lieu");
    await writer.getByLabel("Tên khối").fill("Xã mình");
    await writer.getByRole("button", { name: "Lưu khối" }).click();
    await shows(writer, "main", /Xã mình/);
    await check(writer, "a unit's portal that its own office arranges");
    await pressed(writer, writer.getByRole("button", { name: "Gửi duyệt" }));
    const arranged = writer.url().split("?")[0];
    await publisher.goto(arranged);
    await publisher.getByRole("button", { name: "Đăng", exact: true }).click();
    await shows(publisher, "main", /Đang hiện/);
    await reader.goto(`${base}/xa-thu/`);
    await shows(reader, "body", /Xã mình/);
    await reader.locator("aside").getByRole("link", { name: "Số liệu" }).click();
    assert.equal(new URL(reader.url()).pathname, "/xa-thu/so-lieu");

    // One of the committee's comes down.
    await publisher.goto(`${arranged}/bai`);
    await check(publisher, "articles of other portals");
    const down = publisher.getByRole("button", { name: /^Lấy về/ }).first();
    const headline = (await down.innerText()).replace(/^Lấy về/, "").trim();
    await pressed(publisher, down);
    await reader.goto(`${base}/xa-thu/`);
    await shows(reader, "main", new RegExp(headline.slice(0, 20)));
    await check(reader, "the front page of a unit's portal");
    await reader.locator("main").getByRole("link", { name: headline }).click();
    assert.match(reader.url(), /\/xa-thu\//);
    assert.match(await reader.locator("main").innerText(), /Bài của /);
    await check(reader, "an article of the portal above");
    await reader.goto(`${base}/xa-thu/tim-kiem?q=${encodeURIComponent(headline.slice(0, 20))}`);
    await shows(reader, "main", new RegExp(headline.slice(0, 10)));

    // The commune's goes up.
    await publisher.goto(`${base}/van-phong/trang-chu`);
    await publisher.locator("main .links a").first().click();
    await publisher.getByRole("link", { name: "Bài của cổng khác", exact: true }).click();
    await pressed(publisher, publisher.getByRole("button", { name: new RegExp(`^Lấy về ${HEADLINE}`) }));
    await above.goto(base);
    await shows(above, "main", new RegExp(HEADLINE));
    await above.locator("main").getByRole("link", { name: HEADLINE }).click();
    const home = above.locator("article").getByRole("link", { name: whose });
    await check(above, "an article that came up");
    await home.click();
    assert.match(above.url(), /\/xa-thu\//);
    assert.match(await above.locator("article h1").innerText(), new RegExp(HEADLINE));
    for (const page of [publisher, writer]) await page.context().close();
  },
};
