// The register of papers: one comes in on a phone, one goes out with its number, a secret one is refused.
import assert from "node:assert/strict";
import { someone } from "../people.mjs";

const text = (page) => page.locator("main").innerText();

export const stories = {
  async "a commune's clerk enters a paper on a phone, numbers its plan, and a secret one is refused"(context, base, check) {
    const clerk = await someone(context, base, "Văn phòng Đảng ủy", { width: 360, height: 740 });
    await clerk.goto(`${base}/van-phong/van-ban`);
    assert.match(await text(clerk), /04-NQ\/TW/);
    await check(clerk, "the register on a phone");
    await clerk.getByRole("link", { name: "Ghi văn bản đến" }).click();
    await check(clerk, "the form of a paper that came in");
    await clerk.getByRole("button", { name: "Vào sổ" }).click();
    assert.match(await clerk.locator(".errors").innerText(), /Ghi số, ký hiệu[^]*Ghi cơ quan ban hành/);
    await clerk.getByLabel("Số, ký hiệu", { exact: true }).fill("10 –CT/TW");
    await clerk.getByLabel("Cơ quan ban hành").fill("Ban Bí thư");
    await clerk.getByLabel("Ngày ban hành").fill("30/3/2007");
    await clerk.getByLabel("Trích yếu").fill("Chỉ thị về nâng cao chất lượng sinh hoạt chi bộ");
    await clerk.getByText("Chỉ lưu bản giấy, văn bản mật").click();
    await clerk.getByLabel("Độ mật").selectOption({ label: "Mật" });
    await clerk.getByRole("button", { name: "Vào sổ" }).click();
    assert.match(await clerk.locator(".errors").innerText(), /Văn bản Mật không được đưa vào đây/);
    await check(clerk, "a secret paper that is refused");
    await clerk.getByLabel("Độ mật").selectOption({ label: "Không mật" });
    await clerk.getByRole("button", { name: "Vào sổ" }).click();
    assert.match(await text(clerk), /Đã vào sổ văn bản đến[^]*10-CT\/TW[^]*Còn hiệu lực/);
    await check(clerk, "a paper that came in");

    await clerk.goto(`${base}/van-phong/van-ban/moi?chieu=di`);
    await clerk.getByLabel("Loại văn bản").selectOption({ label: "Chỉ thị" });
    await clerk.getByLabel("Trích yếu").fill("Kế hoạch nâng cao chất lượng sinh hoạt chi bộ");
    await clerk.getByLabel("Người ký").first().fill("Nguyễn Văn Mẫu");
    await clerk.getByText("Văn bản liên quan", { exact: true }).click();
    await clerk.getByLabel("Căn cứ").fill("10-CT/TW ngày 30/3/2007");
    await clerk.getByRole("button", { name: "Vào sổ" }).click();
    assert.match(await clerk.locator(".errors").innerText(), /không ban hành chỉ thị/);
    await check(clerk, "a kind that a commune does not issue");
    await clerk.getByLabel("Loại văn bản").selectOption({ label: "Kế hoạch" });
    await clerk.getByRole("button", { name: "Vào sổ" }).click();
    assert.match(await text(clerk), /Đã cấp số và vào sổ[^]*02-KH\/ĐU/);
    await clerk.getByRole("link", { name: /^10-CT\/TW/ }).click();
    assert.match(await text(clerk), /Văn bản căn cứ vào văn bản này[^]*02-KH\/ĐU/);
    await clerk.goto(`${base}/van-phong/van-ban/so?so=di`);
    assert.match(await text(clerk), /01-KH\/ĐU[^]*02-KH\/ĐU/);
    await check(clerk, "the book of papers that went out");
    await clerk.goto(`${base}/van-phong/van-ban/giu-so`);
    await check(clerk, "kept numbers");
    await clerk.context().close();
  },
};
