# Who may do what.

right-keep_accounts = Giữ tài khoản và vai trò
right-read_organisation = Xem tổ chức
right-keep_organisation = Thay đổi tổ chức, chức vụ
right-read_people = Xem đảng viên
right-keep_people = Giữ hồ sơ đảng viên
right-keep_moves = Ghi chuyển sinh hoạt, kết nạp, dự bị
right-read_sensitive = Mở nội dung niêm phong của hồ sơ
right-read_study = Xem học tập
right-keep_study = Điểm danh, thu bài, ghi miễn sinh hoạt
right-read_handins = Đọc, nhận xét bài thu hoạch
right-edit_article = Viết bài
right-publish_article = Duyệt, đăng bài
right-read_discipline = Xem số liệu kỷ luật
right-keep_discipline = Lập hồ sơ kỷ luật, ghi quyết định
right-assign_cases = Quyết định ai được vào hồ sơ kín
right-read_journal = Xem nhật ký
right-confirm = Đồng ý việc cần hai người
held-table = Được làm gì, ở đâu
held-from = Từ đâu
held-until = Đến hết ngày
held-no-end = Chưa ghi ngày hết
held-rights = Được làm
held-by-role = Được giao vai trò
held-by-post = Theo chức vụ { $post }
held-by-delegation = { $who } ủy quyền
held-passed-on = Được ủy quyền
held-nothing = Chưa có quyền nào hôm nay.
who-see = Ai được xem mục này?
who-see-mine = Ai được xem hồ sơ của tôi?
who-title = Ai được xem mục này?
who-needs = Cần quyền “{ $right }” ở đơn vị ấy. Danh sách lấy từ chính chỗ cho vào từng trang.
who-table = { $n ->
   *[other] { $count } người được xem
}
who-nobody = Hôm nay không ai được xem.
who-nobody-hint = Hãy giao vai trò cho người phụ trách ở trang Người dùng.
who-a-member = Một đảng viên của { $unit }
who-an-article = Một bài viết của { $unit }
roles-page = Vai trò và quyền
roles-text = Quyền theo vai trò, vai trò giữ tại đơn vị nào thì được làm ở đơn vị ấy và mọi đơn vị trực thuộc.
roles-table = Vai trò và việc được làm
roles-posts = Chức vụ kèm vai trò: có tài khoản và giữ chức vụ thì có vai trò, không phải nhập thêm
roles-at = Giữ tại
roles-at-unit = đơn vị của chức vụ
roles-at-above = cấp trên của đơn vị ấy
roles-two-person-text = { $n ->
   *[other] Những việc sau cần một người đề nghị và một người khác đồng ý trong { $count } giờ.
}
roles-no-two-person = Theo quy tắc của văn phòng này, không việc nào cần hai người.
roles-delegation-text = { $n ->
   *[other] Ủy quyền được không quá { $count } ngày mỗi lần, không ủy quyền lại, không hơn quyền mình đang có.
}
findings = Cần xem lại
finding-one-person = Một người làm được một mình: { $act }.
finding-no-second = Cần hai người nhưng chưa có ai khác có tài khoản để đồng ý: { $act }.
finding-unheld = Không vai trò nào có quyền: { $right }.
finding-unknown-role = Có người giữ vai trò mà quy tắc không có: { $role }. Vai trò ấy không cho làm gì.
delegation = Ủy quyền
delegation-text = Khi vắng mặt, giao một số quyền của mình cho người khác đến một ngày nhất định. Nhật ký ghi rõ ai làm thay ai. Hết ngày thì tự thôi; thu hồi được bất cứ lúc nào.
delegation-nothing = Anh chị chưa có quyền nào để ủy quyền.
delegation-nothing-hint = Chỉ ủy quyền được quyền của chính mình, không ủy quyền lại quyền được người khác giao.
delegation-nobody = Chưa có ai trong phạm vi của anh chị có tài khoản để nhận.
delegation-nobody-hint = Nhờ người quản lý văn phòng thêm người dùng rồi quay lại đây.
delegation-new = Ủy quyền mới
delegation-from = Người giao
delegation-to = Người nhận
delegation-to-hint = Những người có tài khoản trong phạm vi của anh chị.
delegation-choose = (chọn người)
delegation-which = Quyền được giao
delegation-unit-hint = Người nhận làm được ở đơn vị này và mọi đơn vị trực thuộc.
delegation-from-day = Từ ngày
delegation-to-day = Đến hết ngày
delegation-days = Thời gian
delegation-most = { $n ->
   *[other] Không quá { $count } ngày.
}
delegation-reason = Lý do
delegation-reason-hint = Ví dụ: đi học từ 1/12, nghỉ phép, ốm.
delegation-give = Ủy quyền
delegation-end = Thu hồi
delegation-no-unit = Chọn đơn vị mà anh chị phụ trách.
delegation-no-rights = Chọn ít nhất một quyền để giao.
delegation-not-yours = Có quyền anh chị không giữ ở đơn vị đã chọn, nên không giao được. Bỏ quyền ấy hoặc chọn đơn vị khác.
delegation-no-person = Chọn người nhận trong danh sách.
delegation-no-reason = Ghi lý do, không quá 300 chữ.
delegation-too-early = Ngày bắt đầu không được trước hôm nay.
delegation-backwards = Ngày hết phải từ ngày bắt đầu trở đi.
delegation-too-long = { $n ->
   *[other] Ủy quyền không quá { $count } ngày mỗi lần. Chọn ngày hết sớm hơn.
}
delegation-never-held = chưa ngày nào có hiệu lực: đơn vị kết thúc trước
delegations-table = Ủy quyền đã giao và đã nhận
delegation-state-coming = Chưa đến ngày
delegation-state-running = Đang có hiệu lực
delegation-state-over = Đã hết
delegation-state-ended = Đã thu hồi
done-uy-quyen = Đã ủy quyền.
done-thu-hoi = Đã thu hồi ủy quyền.
delegation-twice = Anh chị đã ủy quyền đúng những việc này cho người này, từ { $from } đến hết { $to }. Ghi thời gian khác, hoặc thu hồi lần trước.
